import type { INodeProperties, INodePropertyMode } from 'n8n-workflow';

interface LocatorOptions {
	displayName: string;
	name: string;
	description?: string;
	/** What the list shows before something is picked, and the method that fills it. */
	list: { placeholder: string; searchListMethod: string };
	/** The other way to give the value. */
	typed: Pick<INodePropertyMode, 'displayName' | 'name' | 'placeholder'>;
}

/** A value that is picked from a list that can be searched, or typed. */
export const locatorField = ({ list, typed, ...field }: LocatorOptions): INodeProperties => ({
	...field,
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: list.placeholder,
			typeOptions: { searchListMethod: list.searchListMethod, searchable: true },
		},
		{ ...typed, type: 'string' },
	],
});
