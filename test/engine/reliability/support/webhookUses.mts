import { caught, WIDGET_ID, type Outcome, type Place, type Use } from './use.mts';

/** A list in attempts of half a minute, registrations of a minute, deletions, and the waits. */
const OF_PUBLICATION = 15;
/** One list in attempts of half a minute, and the waits. */
const OF_CHECK = 8;
/** Deletions in attempts of half a minute; n8n 2 calls the removal three times. */
const OF_REMOVAL = 20;

interface StoredWebhooks {
	socialIntentsWebhooks?: Record<
		string,
		Record<'leftovers' | 'registrations', Array<{ id: string }>>
	>;
}

function openTrigger({ engine, credentials, nodeId }: Place, parameters: object) {
	const trigger = engine.webhookTrigger({
		node: {
			type: 'socialIntentsTrigger',
			name: 'Trigger',
			id: nodeId,
			webhookId: nodeId,
			parameters: { events: ['lead', 'chatAnswered'], ...parameters },
		},
		credentials,
	});
	const outcomeOf = (result: { value?: unknown; error?: Error }): Outcome => {
		const { socialIntentsWebhooks = {} } = (trigger.staticData.global ?? {}) as StoredWebhooks;
		const { registrations = [], leftovers = [] } = socialIntentsWebhooks[nodeId] ?? {};
		return {
			...('value' in result && { count: Number(result.value ?? true) }),
			error: result.error,
			log: trigger.log,
			artifacts: result,
			remembered: [...registrations, ...leftovers].map(({ id }) => id),
		};
	};
	return { trigger, outcomeOf };
}

const CHOSEN = { widgets: 'selected', widgetIds: [WIDGET_ID] };

export const webhookTrigger: Use[] = [
	{
		name: 'webhook trigger: publish, all widgets',
		maxMinutes: OF_PUBLICATION,
		async run(place) {
			const { trigger, outcomeOf } = openTrigger(place, {});
			await place.setFaulty(true);
			return outcomeOf(await caught(trigger.create()));
		},
	},
	{
		name: 'webhook trigger: publish, chosen widgets',
		maxMinutes: OF_PUBLICATION,
		async run(place) {
			const { trigger, outcomeOf } = openTrigger(place, CHOSEN);
			await place.setFaulty(true);
			return outcomeOf(await caught(trigger.create()));
		},
	},
	{
		name: 'webhook trigger: check',
		maxMinutes: OF_CHECK,
		async run(place) {
			const { trigger, outcomeOf } = openTrigger(place, {});
			await trigger.activate();
			await place.setFaulty(true);
			return outcomeOf(await caught(trigger.checkExists()));
		},
	},
	{
		name: 'webhook trigger: unpublish',
		maxMinutes: OF_REMOVAL,
		async run(place) {
			const { trigger, outcomeOf } = openTrigger(place, {});
			await trigger.activate();
			await place.setFaulty(true);
			const error = await trigger.deactivate();
			return outcomeOf(error ? { error } : { value: true });
		},
	},
];
