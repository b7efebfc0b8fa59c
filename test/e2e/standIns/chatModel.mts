import {
	startStandIn,
	type StandInResponse,
	type ReceivedRequest,
	type StandIn,
} from './server.mts';

/** A message in OpenAI's chat completions API, limited to what tools need. */
export interface Message {
	role: 'system' | 'user' | 'assistant' | 'tool';
	content: string | null;
	tool_calls?: Array<{ id: string; function: { name: string; arguments: string } }>;
	tool_call_id?: string;
}

export interface Tool {
	type: 'function';
	function: { name: string; description: string; parameters: { properties: object } };
}

export interface Turn {
	messages: Message[];
	tools: Tool[];
}

/** The model's response: text or a tool call. */
export type Line = { content: string } | { tool: string; arguments: Record<string, unknown> };

/** Its responses in order, or a function of the turn. */
export type Script = Line[] | ((turn: Turn) => Line);

export interface ChatModel extends StandIn {
	apiKey: string;
	/** The Base URL of a client. */
	baseUrl: string;
	turns: Turn[];
}

/**
 * A scripted chat model behind OpenAI's `POST /v1/chat/completions`. It rejects
 * what OpenAI rejects: a wrong key, other paths, a call of a tool that the client did not offer, and a result
 * of a tool that was not called.
 */
export async function startChatModel(script: Script): Promise<ChatModel> {
	const apiKey = 'key-of-the-model';
	const turns: Turn[] = [];
	const refusal = (status: number, message: string): StandInResponse => ({
		status,
		body: { error: { message, type: 'invalid_request_error' } },
	});

	function respond({ method, path, headers, body }: ReceivedRequest): StandInResponse {
		if (headers.authorization !== `Bearer ${apiKey}`) return refusal(401, 'Incorrect API key');
		if (method !== 'POST' || path !== '/v1/chat/completions') return refusal(404, 'Unknown URL');
		const { messages, tools = [], stream } = JSON.parse(body) as Turn & { stream?: boolean };
		const called = messages.flatMap(({ tool_calls: calls = [] }) => calls.map(({ id }) => id));
		const isForeign = ({ role, tool_call_id: id = '' }: Message) =>
			role === 'tool' && !called.includes(id);
		if (messages.some(isForeign)) return refusal(400, 'Nobody called that tool');
		const turn = { messages, tools };
		const line = typeof script === 'function' ? script(turn) : script[turns.length];
		if (!line) return refusal(500, 'The script has ended');
		turns.push(turn);
		const completion = stream ? streamed : whole;
		if ('content' in line) return completion({ role: 'assistant', ...line });
		if (!tools.some((tool) => tool.function.name === line.tool)) {
			return refusal(400, `No tool ${line.tool} among: ${tools.map((tool) => tool.function.name)}`);
		}
		const call = { name: line.tool, arguments: JSON.stringify(line.arguments) };
		const calls = [{ index: 0, id: `call_${turns.length}`, type: 'function', function: call }];
		return completion({ role: 'assistant', content: null, tool_calls: calls });
	}

	const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
	const head = (object: string) => ({
		id: `chatcmpl-${turns.length}`,
		object,
		created: 1_760_000_000,
		model: 'scripted',
	});
	const reasonOf = (message: object) => ('tool_calls' in message ? 'tool_calls' : 'stop');

	const whole = (message: object): StandInResponse => {
		const choices = [{ index: 0, message, finish_reason: reasonOf(message) }];
		return { status: 200, body: { ...head('chat.completion'), choices, usage } };
	};

	const streamed = (message: object): StandInResponse => {
		const chunk = { ...head('chat.completion.chunk') };
		const choice = { index: 0, delta: {}, finish_reason: null };
		const chunks = [
			{ ...chunk, choices: [{ ...choice, delta: message }] },
			{ ...chunk, choices: [{ ...choice, finish_reason: reasonOf(message) }] },
			{ ...chunk, choices: [], usage },
		];
		const lines = [...chunks.map((one) => JSON.stringify(one)), '[DONE]'];
		const body = lines.map((line) => `data: ${line}\n\n`).join('');
		return { status: 200, type: 'text/event-stream', body };
	};

	const standIn = await startStandIn(respond);
	return { ...standIn, apiKey, baseUrl: `${standIn.url}/v1`, turns };
}
