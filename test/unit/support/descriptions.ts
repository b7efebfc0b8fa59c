import type { INodeProperties, INodePropertyOptions, INodeType } from 'n8n-workflow';

import { SocialIntents } from '../../../nodes/SocialIntents/SocialIntents.node';
import { SocialIntentsPollingTrigger } from '../../../nodes/SocialIntents/SocialIntentsPollingTrigger.node';
import { SocialIntentsTrigger } from '../../../nodes/SocialIntents/SocialIntentsTrigger.node';

export const nodeTypes = { SocialIntents, SocialIntentsTrigger, SocialIntentsPollingTrigger };

/** The nodes of the package as n8n makes them, by class name. */
export const nodes: Array<[name: string, node: INodeType]> = Object.entries(nodeTypes).map(
	([name, NodeType]) => [name, new NodeType()],
);

const isField = (option: unknown): option is INodeProperties =>
	typeof option === 'object' && option !== null && 'type' in option && 'displayName' in option;

/** The values of a list field. */
export const choicesOf = (field: INodeProperties | undefined): INodePropertyOptions[] =>
	['options', 'multiOptions'].includes(field?.type ?? '')
		? ((field?.options ?? []) as INodePropertyOptions[])
		: [];

/** The fields inside a collection. */
export const innerFieldsOf = (field: INodeProperties | undefined): INodeProperties[] =>
	field?.type === 'collection' ? (field.options ?? []).filter(isField) : [];

/** All fields, also those in collections. */
export const allFieldsOf = (fields: INodeProperties[]): INodeProperties[] =>
	fields.flatMap((field) => [field, ...allFieldsOf(innerFieldsOf(field))]);

export const fieldNamed = (fields: INodeProperties[], name: string): INodeProperties | undefined =>
	fields.find((field) => field.name === name);
