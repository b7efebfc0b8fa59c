import fc from 'fast-check';

import type { ApiRecord } from '../../../nodes/SocialIntents/operation';

/** Any record that JSON can hold, often with the names of real fields. */
export const anyRecord = fc
	.dictionary(
		fc.oneof(
			fc.string(),
			fc.constantFrom(
				'id',
				'appId',
				'chatType',
				'startDate',
				'messages',
				'__proto__',
				'constructor',
				'toString',
				'apiStatus',
			),
		),
		fc.oneof(
			fc.jsonValue(),
			fc.constant({ toString: null }),
			fc.constant({ valueOf: 1, toString: 2 }),
		),
	)
	// As it comes over the wire: `__proto__` is a key like any other.
	.map((record) => JSON.parse(JSON.stringify(record)) as ApiRecord);
