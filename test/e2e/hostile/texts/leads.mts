import type { Action } from '../../../../sandbox/control/actions.mts';
import { example, withParameters } from '../../exampleWorkflows.mts';
import { startMautic } from '../../standIns/mautic.mts';
import { dataTable, emailOf, poll, start, type Arrivals } from './stage.mts';

const COLUMNS = ['leadId', 'name', 'email', 'phone', 'page', 'addedAt'];

const leadWith = (text: string, index: number): Action => ({
	type: 'lead',
	fields: { firstName: text, lastName: null, email: emailOf(index), page: text },
});

export const leadsToDataTable: Arrivals = async (stage, texts) => {
	const { parameters, column } = await dataTable(stage, COLUMNS);
	const file = await example('new-leads-to-data-table');
	await poll(stage, withParameters(file, 'Save Lead', parameters), texts.map(leadWith));
	return { names: await column('name'), pages: await column('page') };
};

export const instantAndComplete: Arrivals = async (stage, texts) => {
	const { parameters, column } = await dataTable(stage, COLUMNS);
	const file = await example('instant-and-complete');
	const filled = withParameters(file, 'Only New Leads', parameters);
	await start(stage, withParameters(filled, 'Save Lead', parameters), texts.map(leadWith));
	return { names: await column('name'), pages: await column('page') };
};

export const leadsToHubSpot: Arrivals = async (stage, texts) => {
	const { contacts, tasks, token: appToken } = stage.hubspot;
	contacts.length = tasks.length = 0;
	const credential = { type: 'hubspotAppToken', data: { appToken } };
	const node = 'n8n-nodes-base.hubspot';
	const file = await stage.server.exampleWith('new-leads-to-hubspot', node, credential);
	const withoutEmail = (text: string): Action => ({
		type: 'lead',
		fields: { firstName: text, lastName: null, email: null },
	});
	await poll(stage, file, [...texts.map(leadWith), ...texts.map(withoutEmail)]);
	return {
		contacts: contacts.map(({ firstname }) => firstname),
		tasks: tasks.map(({ subject }) => subject?.replace(/^Call /, '')),
	};
};

export const leadsToCrm: Arrivals = async (stage, texts) => {
	const { url, user: username, password, contacts } = stage.stops.use(await startMautic());
	const credential = { type: 'mauticApi', data: { url, username, password } };
	const node = 'n8n-nodes-base.mautic';
	const file = await stage.server.exampleWith('new-leads-to-crm', node, credential);
	await poll(stage, file, texts.map(leadWith));
	return { contacts: contacts.map(({ firstname }) => firstname) };
};
