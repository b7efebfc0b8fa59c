import type { IDataObject, INodeProperties } from 'n8n-workflow';

/** A record as the service returned it: any field may be null or missing. */
export type ApiRecord = IDataObject;

/** One request to the Social Intents API, as data. */
export interface ApiRequest {
	method: 'GET' | 'POST' | 'DELETE';
	/** Relative to the Base URL, with every value in it encoded. */
	path: string;
	query?: Record<string, string>;
	body?: IDataObject;
	/** Milliseconds to wait without receiving data. */
	timeout?: number;
	/** Milliseconds that the whole response may take, however slowly its bytes come. */
	responseTimeout?: number;
	/** Requests one record by its ID, so that a 404 means that there is none. */
	isLookup?: true;
}

/** Sends a request. Returns the parsed body of the response, null where there is nothing. */
export type Send = (request: ApiRequest) => Promise<unknown>;

/** A file that leaves the node beside an item's JSON. */
export interface OutputFile {
	/** Name of the binary field. */
	field: string;
	name: string;
	mimeType: string;
	content: string;
}

/** An output item before n8n pairs it with its input item. */
export interface OutputItem {
	json: IDataObject;
	/** Equal for the same record in two responses; missing if there is only one. */
	key?: string;
	/** When the record was created, in milliseconds; null if unknown. */
	time?: number | null;
	file?: OutputFile;
	/** Where the name of the widget is wanted, but was not sent: what becomes of the item with that name. */
	unnamed?: { widgetId: string; withName: (name: string | null) => Partial<OutputItem> };
}

/** The requests of an operation for one input item, and how to read their responses. */
export interface RequestPlan {
	/** One request, or one for each window of days, in the order in which their records are wanted. */
	requests: ApiRequest[];
	/** Reads the response to one of the requests. */
	parse: (body: unknown, request: ApiRequest) => OutputItem[];
	/** Whether the responses so far, in the order of the requests, make the rest unnecessary. */
	isComplete?: (responses: OutputItem[][]) => boolean;
	/** How many responses to have before isComplete is called again; without it, all of them. */
	nextBatchEnd?: (received: number) => number;
	/** Combines the responses. Throws NodeOperationError if an empty result is not valid. */
	combine: (responses: OutputItem[][]) => OutputItem[];
	/** The label of the filter that continues a list whose end was cut off: its items are in the order of dates. */
	continueWith?: 'Date From' | 'Date To';
	/** What the combined items leave open; undefined if they are the output. */
	followUp?: (items: OutputItem[]) => FollowUp | undefined;
}

/** A last GET for what the records themselves do not say, such as the names of their widgets. */
export interface FollowUp {
	request: ApiRequest;
	/** Whether the output would lack something that was asked for if the request failed. */
	isRequired?: boolean;
	/** The output. `body` is undefined if a request that is not required failed. */
	combine: (body: unknown) => OutputItem[];
}

/** One end of a range, itself included. */
export interface DateBound {
	/** `YYYY-MM-DD` in the time zone of the range. */
	day: string;
	/** The first or last moment inside the range, in milliseconds. */
	time: number;
	/** Whether no time of day was given. */
	isWholeDay: boolean;
}

export interface DateRange {
	from?: DateBound;
	to?: DateBound;
	/** IANA name; always sent to the service. */
	timezone: string;
	/** Today in that zone. */
	today: string;
}

/**
 * Reads the parameters of one input item. A name is a field's name or `collection.name`.
 * An empty value means not set; but an expression that returns nothing is refused where the field decides
 * which records are read or what is changed. Bad values throw a NodeOperationError that names the field
 * by its label and the item by its index.
 */
export interface Reader {
	/** Whether the node runs as a tool of an AI agent. */
	isTool: boolean;
	/** IANA name of the workflow's time zone. Reading it throws if that zone is unknown. */
	readonly workflowTimezone: string;
	/** Milliseconds. */
	now: number;
	text(name: string): string | undefined;
	requiredText(name: string): string;
	/** An ID from a text field or a resource locator; of a pasted URL, the ID in it. */
	id(name: string): string | undefined;
	requiredId(name: string): string;
	/** A whole number, at least the field's minimum. */
	number(name: string): number;
	flag(name: string): boolean;
	/** One of the field's options. */
	choice(name: string): string;
	/** Some of the field's options. */
	choices(name: string): string[];
	/** Several values: a list, JSON of a list, or text separated by commas. */
	list(name: string): string[];
	/** An email address; of `Jane Doe <jane@example.com>`, the address in it. */
	email(name: string): string | undefined;
	/** An http(s) address. */
	url(name: string): string;
	/** The filters Period, Date From, Date To and Timezone. */
	dateRange(): DateRange;
	/** The error for an invalid value or a failed outcome of this item. */
	error(message: string, description: string): Error;
}

/** An operation is a value: its fields, its requests, and how it reads the responses. */
export interface Operation {
	value: string;
	name: string;
	action: string;
	description: string;
	/** `displayOptions` hold only a field's own condition; properties.ts adds resource and operation. */
	fields: INodeProperties[];
	plan: (read: Reader) => RequestPlan;
}

export interface Resource {
	value: string;
	name: string;
	description: string;
	operations: Operation[];
}
