import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { UserError, systemCode } from './userError.mts';

/** A free port of 127.0.0.1. */
export async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, 'close');
	return port;
}

/** Throws a UserError that says what to do if the port is not available. */
export async function requireFreePort(port: number, whose: string, wayOut: string): Promise<void> {
	const taken = `Port ${port} for ${whose} is already in use. Stop the other program, or choose another port: ${wayOut}`;
	// If another program listens on all addresses, binding to loopback may still succeed.
	if (await isListening(port)) throw new UserError(taken);
	const server = createServer().listen(port, '127.0.0.1');
	try {
		await once(server, 'listening');
	} catch (error) {
		if (systemCode(error) === 'EADDRINUSE') throw new UserError(taken);
		throw new UserError(
			`Port ${port} for ${whose} cannot be used (${systemCode(error)}). Choose another port: ${wayOut}`,
		);
	}
	server.close();
	await once(server, 'close');
}

async function isListening(port: number): Promise<boolean> {
	const socket = connect(port, '127.0.0.1');
	try {
		await once(socket, 'connect');
		return true;
	} catch {
		return false;
	} finally {
		socket.destroy();
	}
}
