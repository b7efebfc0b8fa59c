import type { IDataObject } from 'n8n-workflow';

/** More than any record has; n8n itself fails where data is nested some thousand levels deep. */
const MAX_DEPTH = 200;

/** A text or a number, in JSON. */
const TEXT_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;

/** Whether a JSON number is an integer whose last digits JavaScript would lose. */
const losesDigits = (token: string) => /^-?\d{16,}$/.test(token) && String(Number(token)) !== token;

interface Contents {
	isTooDeep: boolean;
	/** Whether an integer may have lost its last digits. */
	hasUnsafeInteger: boolean;
}

/** Walks lists and objects each in the way that is fast for them: a response may hold 100,000 records. */
function inspect(value: unknown, contents: Contents, levels = MAX_DEPTH): Contents {
	if (typeof value === 'number') {
		contents.hasUnsafeInteger ||= Number.isInteger(value) && !Number.isSafeInteger(value);
	} else if (typeof value === 'object' && value !== null) {
		contents.isTooDeep ||= levels === 0;
		if (contents.isTooDeep) return contents;
		if (Array.isArray(value)) for (const inner of value) inspect(inner, contents, levels - 1);
		else {
			for (const key in value) {
				const inner: unknown = value[key as never];
				if (typeof inner !== 'string') inspect(inner, contents, levels - 1);
			}
		}
	}
	return contents;
}

/** Whether a value is an object of JSON: neither a list nor null. */
export const isObject = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Parses JSON. Integers too long for a JavaScript number stay text, because as numbers two IDs could
 * become the same. What is not JSON, or is nested too deeply to work with, is returned as it came.
 */
export function parseJson(text: string): unknown {
	try {
		const value = JSON.parse(text) as unknown;
		const contents = inspect(value, { isTooDeep: false, hasUnsafeInteger: false });
		if (contents.isTooDeep) return text;
		// Of valid JSON only: the pattern takes very long where a text has no end.
		if (!contents.hasUnsafeInteger) return value;
		return JSON.parse(
			text.replace(TEXT_OR_NUMBER, (token) => (losesDigits(token) ? `"${token}"` : token)),
		) as unknown;
	} catch {
		return text;
	}
}
