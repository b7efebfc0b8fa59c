import { PATHS } from '../api/endpoints';
import type { ApiRecord, Operation, Resource } from '../operation';
import { extractRecords } from '../api/records';
import { recordTime } from '../dates/serviceDate';
import { limitField, returnAllField, widgetField } from './fields';
import { outputFields, createItemFormatter } from './output';
import { requestOptionsField } from './options';
import { planGetById } from './getById';
import { widgetRecord as kind } from './recordTypes';

const path = PATHS.widgets;

/** The service has no request for one widget, so it is picked from the list. */
const get: Operation = {
	value: 'get',
	name: 'Get',
	action: 'Get widget',
	description: 'Retrieve one widget',
	fields: [widgetField, ...outputFields(kind.fields), requestOptionsField],
	plan: (read) => {
		const id = read.requiredId('widgetId');
		const toItem = createItemFormatter(read, kind);
		return planGetById(read, kind, { path, id }, (record, time) => [toItem(record, time)]);
	},
};

const getAll: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many widgets',
	description: 'Retrieve a list of widgets',
	fields: [returnAllField, limitField, ...outputFields(kind.fields), requestOptionsField],
	plan: (read) => {
		const limit = read.flag('returnAll') ? Infinity : read.number('limit');
		const { workflowTimezone } = read;
		const toItem = createItemFormatter(read, kind);
		const itemOf = (record: ApiRecord) =>
			toItem(record, recordTime(record, kind.dateField, workflowTimezone));
		return {
			requests: [{ method: 'GET', path, timeout: read.number('options.timeout') }],
			parse: (body) => extractRecords(body).map(itemOf),
			combine: ([widgets = []]) => widgets.slice(0, limit),
		};
	},
};

export const widget: Resource = {
	value: 'widget',
	name: 'Widget',
	description: 'A chat widget on a website (called an app in the API)',
	operations: [get, getAll],
};
