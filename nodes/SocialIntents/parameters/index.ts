import { readDateRange, readWorkflowTimezone } from './dates';
import { createFieldValues, type FieldValues, type ParameterSource } from './fieldValues';
import { readEmail } from './email';
import { readId } from './ids';
import type { Reader } from '../operation';
import {
	readChoice,
	readChoices,
	readFlag,
	readList,
	readNumber,
	readText,
	readUrl,
	requireValue,
} from './scalars';

/** Reads the parameters of one item, or of a trigger node: see Reader for what each method promises. */
export function createReader(source: ParameterSource): Reader {
	const { isTool, workflowTimezone, now } = source;
	const fields: FieldValues = createFieldValues(source, () =>
		readFlag(fields, 'options.ignoreEmptyFilters'),
	);
	const text = (name: string) => readText(fields, name);
	const id = (name: string) => readId(fields, name);
	const dates = { ...fields, workflowTimezone, now };
	return {
		isTool,
		get workflowTimezone() {
			return readWorkflowTimezone(dates);
		},
		now,
		text,
		requiredText: (name) => requireValue(fields, name, text(name)),
		id,
		requiredId: (name) => requireValue(fields, name, id(name)),
		number: (name) => readNumber(fields, name),
		flag: (name) => readFlag(fields, name),
		choice: (name) => readChoice(fields, name),
		choices: (name) => readChoices(fields, name),
		list: (name) => readList(fields, name),
		email: (name) => readEmail(fields, name),
		url: (name) => readUrl(fields, name),
		dateRange: () => readDateRange(dates),
		error: fields.error,
	};
}
