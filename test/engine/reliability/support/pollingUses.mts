import { caught, type Place, type Use } from './use.mts';

/** Three lists and the widgets, each in four attempts of five minutes, and the waits. */
const OF_A_POLL = 100;
/** The first list that fails ends a manual run. */
const OF_A_SAMPLE = 25;

function openPoller({ engine, credentials, nodeId }: Place) {
	return engine.poller({
		node: {
			type: 'socialIntentsPollingTrigger',
			name: nodeId,
			id: nodeId,
			parameters: { events: ['chatAnswered', 'chatMissed', 'lead', 'offlineMessage'] },
		},
		credentials,
		settings: { timezone: 'UTC' },
	});
}

export const pollingTrigger: Use[] = [
	{
		name: 'polling trigger: publish',
		maxMinutes: OF_A_POLL,
		async run(place) {
			const poller = openPoller(place);
			await place.setFaulty(true);
			const result = await caught(poller.activate());
			const count = 'value' in result ? (result.value?.length ?? 0) : undefined;
			return { ...result, count, log: poller.log, artifacts: [result, poller.staticData] };
		},
	},
	{
		name: 'polling trigger: manual run',
		maxMinutes: OF_A_SAMPLE,
		async run(place) {
			const poller = openPoller(place);
			await place.setFaulty(true);
			const result = await caught(poller.test());
			const count = 'value' in result ? (result.value?.length ?? 0) : undefined;
			return { ...result, count, log: poller.log, artifacts: result };
		},
	},
	{
		name: 'polling trigger: later poll',
		maxMinutes: OF_A_POLL,
		async run(place) {
			const poller = openPoller(place);
			await poller.activate();
			const ids: string[] = [];
			for (const type of ['chat', 'missedChat', 'lead', 'offlineMessage'] as const) {
				ids.push((await place.sandbox.act({ type })).record.id);
			}
			await place.setFaulty(true);
			const during = await caught(poller.tick());
			await place.setFaulty(false);
			const after = await caught(poller.tick());
			const emitted = [during, after].flatMap((poll) =>
				'value' in poll ? (poll.value ?? []) : [],
			);
			const timesOf = (id: string) => emitted.filter(({ json }) => json.id === id).length;
			const problems = ids
				.filter((id) => timesOf(id) !== 1)
				.map((id) => `The new record ${id} came ${timesOf(id)} times`);
			const count = 'value' in during ? (during.value?.length ?? 0) : undefined;
			return { ...during, count, log: poller.log, artifacts: [during, after], problems };
		},
	},
];
