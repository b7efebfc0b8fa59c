import { createServer } from 'node:http';
import { listen } from '../support/listen.mts';

/** A proxy that blocks everything and records the requested hosts. */
export interface RefusingProxy extends AsyncDisposable {
	url: string;
	/** `GET http://host/path` for plain HTTP, `CONNECT host:443` for https. */
	requests: string[];
}

export async function startRefusingProxy(): Promise<RefusingProxy> {
	const requests: string[] = [];
	const server = createServer((request, response) => {
		requests.push(`${request.method} ${request.url}`);
		response.writeHead(502).end();
	});
	server.on('connect', (request, socket) => {
		requests.push(`CONNECT ${request.url}`);
		socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
	});
	return {
		...(await listen(server)),
		requests,
	};
}
