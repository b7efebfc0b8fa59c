const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** One character as it may be echoed: plain, percent-encoded, or escaped in JSON. */
function echoesOf(character: string): string {
	const plain = escapeRegExp(character);
	const bytes = [...Buffer.from(character, 'utf8')];
	const percent = bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
	const units = [...Array(character.length).keys()].map((at) => character.charCodeAt(at));
	const unicode = units.map((unit) => `\\\\u${unit.toString(16).padStart(4, '0')}`).join('');
	return `(?:${plain}|\\\\${plain}|${percent}|${unicode}${character === ' ' ? '|\\+' : ''})`;
}

/** Whatever encodes the whole secret at once. */
function encodingsOf(secret: string): string[] {
	const bytes = Buffer.from(secret, 'utf8');
	const base64 = bytes.toString('base64').replace(/=+$/, '');
	return [base64, bytes.toString('base64url'), bytes.toString('hex')].map(escapeRegExp);
}

function patternOf(secret: string): RegExp {
	const echoed = [...secret].map(echoesOf).join('');
	// A short one is redacted only where it stands alone, or whole messages would be unreadable.
	if (secret.length < 6) return new RegExp(`(?<![A-Za-z0-9])${echoed}(?![A-Za-z0-9])`, 'gi');
	return new RegExp([echoed, ...encodingsOf(secret)].join('|'), 'gi');
}

/** Removes the secrets from texts, in whatever encoding the service echoes them. */
export function createRedactor(secrets: string[]): (text: string) => string {
	const longestFirst = [...new Set(secrets)].filter(Boolean).sort((a, b) => b.length - a.length);
	const patterns = longestFirst.map(patternOf);
	return (text) => patterns.reduce((redacted, pattern) => redacted.replace(pattern, '***'), text);
}
