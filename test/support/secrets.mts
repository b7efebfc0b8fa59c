/** What the token and the account ID of every sandbox begin with. */
export const TOKEN_PREFIX = 'sandbox-token-';
export const ACCOUNT_PREFIX = 'sandbox-account-';

/**
 * Where any of the texts occurs in a value. Searches everything that code could reach from
 * there: strings, property names, symbols, non-enumerable properties (an error's `cause`), getters,
 * prototypes, collections, and bytes. Returns paths such as `cause.config.headers.Token`.
 */
export function findSecrets(root: unknown, secrets: readonly string[]): string[] {
	const found: string[] = [];
	const seen = new Set<unknown>();
	const queue: Array<{ value: unknown; path: string }> = [{ value: root, path: '(root)' }];
	const check = (text: string, path: string) => {
		if (secrets.some((secret) => text.includes(secret))) found.push(path);
	};
	for (const { value, path } of queue) {
		if (typeof value === 'string') check(value, path);
		if (!isObject(value) || seen.has(value)) continue;
		seen.add(value);
		if (ArrayBuffer.isView(value)) {
			check(Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('latin1'), path);
			continue;
		}
		for (const [name, child] of children(value)) {
			check(name, `${path}.${name} (name)`);
			queue.push({ value: child, path: path === '(root)' ? name : `${path}.${name}` });
		}
	}
	return found;
}

/** A secret in all its possible encodings. */
export function formsOf(...secrets: string[]): string[] {
	return secrets.flatMap((secret) => [
		secret,
		encodeURIComponent(secret),
		Buffer.from(secret).toString('base64'),
		Buffer.from(secret).toString('base64url'),
		Buffer.from(secret).toString('hex'),
		Buffer.from(secret).toString('hex').toUpperCase(),
		JSON.stringify(secret).slice(1, -1),
	]);
}

/**
 * Parts of every encoding of the secrets inside a longer text, where base64 depends on how many
 * bytes precede it.
 */
export function fragmentsOf(secrets: readonly string[]): string[] {
	const inBase64 = secrets.flatMap((secret) =>
		[0, 1, 2].map((before) => {
			const whole = Buffer.from(`${'\0'.repeat(before)}${secret}`);
			const text = whole.subarray(0, whole.length - (whole.length % 3)).toString('base64');
			return text.slice(before === 0 ? 0 : 4);
		}),
	);
	const inUrls = inBase64.flatMap((text) => [
		encodeURIComponent(text),
		text.replaceAll('+', '-').replaceAll('/', '_'),
	]);
	return [...new Set([...formsOf(...secrets), ...inBase64, ...inUrls])];
}

function children(value: object): Array<[string, unknown]> {
	const result: Array<[string, unknown]> = [];
	if (value instanceof Map) {
		[...value].forEach(([key, item], n) => result.push([`key ${n}`, key], [`value ${n}`, item]));
	}
	if (value instanceof Set) [...value].forEach((item, n) => result.push([`item ${n}`, item]));
	for (let owner: object | null = value; owner; owner = Object.getPrototypeOf(owner) as object) {
		if (isBuiltIn(owner)) break;
		for (const key of Reflect.ownKeys(owner)) result.push([String(key), read(value, owner, key)]);
	}
	return result;
}

function read(value: object, owner: object, key: string | symbol): unknown {
	const descriptor = Reflect.getOwnPropertyDescriptor(owner, key);
	try {
		return descriptor?.get ? descriptor.get.call(value) : (descriptor?.value as unknown);
	} catch {
		return undefined;
	}
}

/** Built-in prototypes hold no data; following them would only lead into the whole runtime. */
function isBuiltIn(owner: object): boolean {
	const { constructor } = owner as { constructor?: { name?: string; prototype?: unknown } };
	const isPrototype = constructor?.prototype === owner;
	return isPrototype && /\[native code\]/.test(Function.prototype.toString.call(constructor));
}

function isObject(value: unknown): value is object {
	return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
