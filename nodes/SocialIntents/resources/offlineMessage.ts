import { PATHS } from '../api/endpoints';
import type { Resource } from '../operation';
import { visitorFiltersField } from './fields';
import { getMany } from './getMany';
import { getById } from './getById';
import { visitorFilters } from './listFilters';
import { rangeOptionsField } from './options';
import { offlineMessageRecord as kind } from './recordTypes';

const path = PATHS.offlineMessages;

export const offlineMessage: Resource = {
	value: 'offlineMessage',
	name: 'Offline Message',
	description:
		'A message that a visitor left while no agent was online (trigger event: Offline Message Received)',
	operations: [
		getById(kind, path, 'messageId', 'Message'),
		getMany({
			kind,
			path,
			filtersField: visitorFiltersField,
			optionsField: rangeOptionsField,
			filters: visitorFilters,
		}),
	],
};
