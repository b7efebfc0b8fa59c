/** More than any record has; n8n itself fails where data is nested some thousand levels deep. */
const MAX_DEPTH = 200;

/** A text or a number, in JSON. */
const TEXT_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;

/** Whether a JSON number is an integer whose last digits JavaScript would lose. */
const losesDigits = (token: string) => /^-?\d{16,}$/.test(token) && String(Number(token)) !== token;

const isTooDeep = (value: unknown, levels = MAX_DEPTH): boolean => {
	if (typeof value !== 'object' || value === null) return false;
	return levels === 0 || Object.values(value).some((inner) => isTooDeep(inner, levels - 1));
};

/**
 * Parses JSON. Integers too long for a JavaScript number stay text, because as numbers two IDs could
 * become the same. What is not JSON, or is nested too deeply to work with, is returned as it came.
 */
export function parseJson(text: string): unknown {
	try {
		const value = JSON.parse(text) as unknown;
		if (isTooDeep(value)) return text;
		// Of valid JSON only: the pattern takes very long where a text has no end.
		if (!/\d{16}/.test(text)) return value;
		return JSON.parse(
			text.replace(TEXT_OR_NUMBER, (token) => (losesDigits(token) ? `"${token}"` : token)),
		) as unknown;
	} catch {
		return text;
	}
}
