/** A body as n8n's helper gives it with `encoding: 'stream'`: text as it is, anything else as JSON. */
export async function* byteStream(body: unknown): AsyncGenerator<Uint8Array> {
	yield new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
}
