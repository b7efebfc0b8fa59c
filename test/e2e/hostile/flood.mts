import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** `npm run test:deep` measures for ten seconds. */
export const SECONDS = Number(process.env.FLOOD_SECONDS ?? 1);

const SENDERS = 8;
const FLOODING = Math.min(50, SECONDS * 10);

export interface Flood {
	name: string;
	/** Where the wrong deliveries go; none without it. */
	url?: string;
}

interface Posted {
	/** The number of responses by status. */
	statuses: Record<string, number>;
	total: number;
	perSecond: number;
}

export interface Measured {
	name: string;
	genuine: Posted;
	/** Undefined without a flood. */
	wrong?: Posted;
}

const lead = () =>
	JSON.stringify([{ id: randomUUID(), firstName: 'Jane', email: 'jane@example.com' }]);

async function post(url: string, agent: Agent): Promise<string> {
	const body = lead();
	const headers = { 'Content-Type': 'application/json', 'Content-Length': body.length };
	return await new Promise((resolve, reject) => {
		const sent = request(url, { method: 'POST', agent, headers }, (response) => {
			response.resume();
			response.on('end', () => resolve(String(response.statusCode)));
		});
		sent.on('error', reject);
		sent.end(body);
	});
}

/** Posts one delivery after another on each of several connections. */
async function postFor(seconds: number, url: string, connections: number): Promise<Posted> {
	const agent = new Agent({ keepAlive: true, maxSockets: connections });
	const statuses: Posted['statuses'] = {};
	const startedAt = Date.now();
	const elapsed = () => (Date.now() - startedAt) / 1000;
	const work = async () => {
		while (elapsed() < seconds) {
			const status = await post(url, agent);
			statuses[status] = (statuses[status] ?? 0) + 1;
		}
	};
	await Promise.all(Array.from({ length: connections }, work));
	agent.destroy();
	const total = Object.values(statuses).reduce((sum, count) => sum + count, 0);
	return { statuses, total, perSecond: total / elapsed() };
}

/** How many genuine deliveries get through beside a flood. */
export async function measureFlood(target: string, { name, url }: Flood): Promise<Measured> {
	const [genuine, wrong] = await Promise.all([
		postFor(SECONDS, target, SENDERS),
		url === undefined ? undefined : postFor(SECONDS, url, FLOODING),
	]);
	// Lets n8n finish the executions that it has started.
	await sleep(SECONDS * 200);
	return { name, genuine, wrong };
}
