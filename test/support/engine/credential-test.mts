import type { ICredentialDataDecryptedObject, INodeType, IRunExecutionData } from 'n8n-workflow';
import type { Installation } from './installation.mts';
import type { Line } from './line.mts';
import type { LogLine } from './log.mts';
import { openSession } from './session.mts';
import { describe } from './stand-ins.mts';
import { createWorkflow } from './workflow.mts';

const NO_OPERATION = 'test.noOperation';

export interface CredentialTestResult {
	status: 'Error' | 'OK';
	message: string;
	log: LogLine[];
}

/** Runs the credential test: n8n sends its `test` request and evaluates the response. */
export async function testCredential(
	line: Line,
	installation: Installation,
	type: string,
	data: ICredentialDataDecryptedObject,
): Promise<CredentialTestResult> {
	const log: LogLine[] = [];
	const verdict = await line.log.collect(log, async () => judge(line, installation, type, data));
	return { ...verdict, log };
}

type Verdict = Omit<CredentialTestResult, 'log'>;

/** As in n8n, the request is the routing of an otherwise empty declarative node. */
async function judge(
	line: Line,
	installation: Installation,
	type: string,
	data: ICredentialDataDecryptedObject,
): Promise<Verdict> {
	const { test } = installation.credential(type);
	if (!test) return failed('No testing function found for this credential.');
	const nodeType: INodeType = {
		description: describe(NO_OPERATION, {
			credentials: [{ name: type, required: true }],
			properties: [
				{
					displayName: 'Temp',
					name: 'temp',
					type: 'string',
					default: '',
					routing: { request: test.request },
				},
			],
		}),
	};
	const session = openSession(
		line,
		installation,
		{ node: { type: NO_OPERATION }, credentials: { [type]: data } },
		{ [NO_OPERATION]: nodeType },
	);
	let body: unknown;
	try {
		body = await sendTest(session, nodeType);
	} catch (error) {
		return judgeFailure(error as RequestFailure, test.rules ?? []);
	}
	for (const { type: kind, properties } of test.rules ?? []) {
		if (kind !== 'responseSuccessBody') continue;
		if (at(body, properties.key) === properties.value) return failed(properties.message);
	}
	return { status: 'OK', message: 'Connection successful!' };
}

async function sendTest(session: ReturnType<typeof openSession>, nodeType: INodeType) {
	const { line, node, nodeTypes } = session;
	const workflow = createWorkflow(line, nodeTypes, { nodes: [node], active: false });
	const context = new line.core.ExecuteContext(
		workflow,
		workflow.getNode(node.name) ?? node,
		session.additionalData('internal', { currentNodeParameters: {} }),
		'internal',
		{ resultData: { runData: {} } } as IRunExecutionData,
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null },
		[],
	);
	const output = await new line.core.RoutingNode(context, nodeType).runNode();
	return output?.[0]?.[0]?.json;
}

interface RequestFailure extends Error {
	cause?: { code?: string; response?: { status: number; statusText: string } };
}

type Rules = NonNullable<NonNullable<ReturnType<Installation['credential']>['test']>['rules']>;

function judgeFailure({ cause, message }: RequestFailure, rules: Rules): Verdict {
	if (!cause?.response) return failed(cause?.code ?? message);
	const { status, statusText } = cause.response;
	for (const { type, properties } of rules) {
		if (type === 'responseCode' && properties.value === status) return failed(properties.message);
	}
	return failed(statusText || `Received HTTP status code: ${status}`);
}

function failed(message: string): Verdict {
	return { status: 'Error', message };
}

function at(body: unknown, path: string): unknown {
	return path
		.split('.')
		.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], body);
}
