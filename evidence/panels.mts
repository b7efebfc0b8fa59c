import { sentencesOf } from './statements.mts';

const TEXTS = ['description', 'hint'];

/**
 * The texts of the given nodes and credentials in the editor, sentence by sentence: descriptions, hints, and
 * notices of fields, operations and options.
 */
export function panelTexts(descriptions: unknown[]): string[] {
	const texts: string[] = [];
	const visit = (value: unknown): void => {
		if (typeof value !== 'object' || value === null) return;
		const fields = value as Record<string, unknown>;
		if (fields.type === 'notice') texts.push(String(fields.displayName));
		for (const [name, inner] of Object.entries(fields))
			if (TEXTS.includes(name) && typeof inner === 'string') texts.push(inner);
			else visit(inner);
	};
	descriptions.forEach(visit);
	return [...new Set(texts.flatMap(sentencesOf))];
}
