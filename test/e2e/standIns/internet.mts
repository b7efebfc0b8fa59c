/// <reference lib="esnext.disposable" />
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createProxy } from 'node:http';
import { createServer } from 'node:https';
import { connect, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { handle, type StandInResponse, type ReceivedRequest } from './server.mts';

/** A stand-in for a service whose URL cannot be changed in n8n's node. */
export interface HostedService {
	hosts: string[];
	respond(request: ReceivedRequest): StandInResponse;
}

export interface Internet extends AsyncDisposable {
	/** With these settings, n8n reaches the services under their real hosts, and nothing else. */
	env: Record<string, string>;
	/** Other hosts that n8n tried to reach. */
	refused: string[];
}

/**
 * The services on loopback: a proxy routes every request for one of their hosts to a local TLS server,
 * whose certificate is issued on demand.
 */
export async function startInternet(services: HostedService[]): Promise<Internet> {
	await using started = new AsyncDisposableStack();
	const serviceOf = (host: string) => services.find(({ hosts }) => hosts.includes(host));
	const folder = await mkdtemp(join(tmpdir(), 'internet-'));
	started.defer(async () => await rm(folder, { recursive: true }));
	const files = await makeCertificate(
		folder,
		services.flatMap(({ hosts }) => hosts),
	);

	const options = { key: await readFile(files.key), cert: await readFile(files.certificate) };
	const secure = createServer(options, async (request, response) => {
		const service = serviceOf(request.headers.host?.replace(/:443$/, '') ?? '');
		const nobody = () => ({ status: 421, body: { error: 'Unknown host' } });
		await handle(request, response, (received) => service?.respond(received) ?? nobody());
	});
	const securePort = await listen(secure, started);

	const refused: string[] = [];
	const proxy = createProxy((_, response) => response.writeHead(502).end());
	proxy.on('connect', ({ url = '' }, client, head) => {
		client.on('error', () => client.destroy());
		const [host = '', port] = url.split(':');
		if (!serviceOf(host) || port !== '443') {
			refused.push(url);
			client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
			return;
		}
		const server = connect(securePort, '127.0.0.1', () => {
			client.write('HTTP/1.1 200 Connection established\r\n\r\n');
			server.write(head);
			server.pipe(client).pipe(server);
		});
		server.on('error', () => client.destroy());
	});
	const proxyPort = await listen(proxy, started);

	const everything = started.move();
	return {
		env: {
			HTTPS_PROXY: `http://127.0.0.1:${proxyPort}`,
			HTTP_PROXY: `http://127.0.0.1:${proxyPort}`,
			NO_PROXY: '127.0.0.1,localhost',
			// Some programs prefer these names, which the machine may have set.
			https_proxy: `http://127.0.0.1:${proxyPort}`,
			http_proxy: `http://127.0.0.1:${proxyPort}`,
			no_proxy: '127.0.0.1,localhost',
			NODE_EXTRA_CA_CERTS: files.certificate,
		},
		refused,
		[Symbol.asyncDispose]: async () => await everything.disposeAsync(),
	};
}

async function makeCertificate(folder: string, hosts: string[]) {
	const key = join(folder, 'key.pem');
	const certificate = join(folder, 'certificate.pem');
	const config = join(folder, 'openssl.cnf');
	const names = hosts.map((host) => `DNS:${host}`).join(',');
	const lines = [
		'[req]',
		'distinguished_name=name',
		'x509_extensions=extensions',
		'prompt=no',
		'[name]',
		'CN=Stand-ins',
		'[extensions]',
		`subjectAltName=${names}`,
		'basicConstraints=critical,CA:TRUE',
	];
	await writeFile(config, lines.join('\n'));
	const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-config', config];
	await promisify(execFile)('openssl', [...args, '-keyout', key, '-out', certificate]);
	return { key, certificate };
}

async function listen(server: Server, started: AsyncDisposableStack): Promise<number> {
	const sockets = new Set<{ destroy(): void }>();
	server.on('connection', (socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	started.defer(async () => {
		for (const socket of sockets) socket.destroy();
		server.close();
		await once(server, 'close');
	});
	return (server.address() as AddressInfo).port;
}
