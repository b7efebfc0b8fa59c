import { PATHS } from '../api/endpoints';
import type { Resource } from '../operation';
import { contactFiltersField } from './fields';
import { rangeOptionsField } from './options';
import { getMany } from './getMany';
import { contactFilters } from './listFilters';
import { contactRecord } from './recordTypes';

export const contact: Resource = {
	value: 'contact',
	name: 'Contact',
	description: 'A visitor who left contact details (trigger event: Lead Captured)',
	operations: [
		getMany({
			kind: contactRecord,
			path: PATHS.contacts,
			filtersField: contactFiltersField,
			optionsField: rangeOptionsField,
			filters: contactFilters,
		}),
	],
};
