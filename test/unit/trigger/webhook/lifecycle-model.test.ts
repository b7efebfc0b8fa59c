import fc from 'fast-check';
import type { WorkflowActivateMode } from 'n8n-workflow';
import { describe, expect, it, vi } from 'vitest';

import * as lifecycle from '../../../../nodes/SocialIntents/trigger/webhook/lifecycle';
import type { TriggerState } from '../../../../nodes/SocialIntents/trigger/webhook/state';
import { FakeService, hookContext, type Hook, type Setup } from './service';

type Line = 'n8n 2' | 'n8n 1';
type Lifecycle = typeof lifecycle;
type Step =
	| { does: 'publish' | 'unpublish' | 'restart' }
	| { does: 'change'; setup: Setup }
	| { does: 'widgets'; ids: string[] };

const WIDGETS = ['w1', 'w2', 'w3'];
const SERVICE_EVENT: Record<string, string> = {
	chatAnswered: '',
	chatMissed: '',
	lead: 'lead',
	offlineMessage: 'offline_message',
};

/** One workflow in n8n: calls the hooks when n8n does, and saves static data when n8n does. */
class Workflow {
	readonly log: string[] = [];
	isActive = false;
	saved: TriggerState = {};
	setup: Setup;
	private readonly line: Line;
	private readonly service: FakeService;
	private hooks: Lifecycle = lifecycle;

	constructor(line: Line, service: FakeService, setup: Setup) {
		this.line = line;
		this.service = service;
		this.setup = setup;
	}

	/** Gives back whether it went through. */
	async publish(activation: WorkflowActivateMode = 'activate'): Promise<boolean> {
		const data = structuredClone(this.saved);
		const attempts = this.line === 'n8n 1' ? 1 : 5;
		for (let attempt = 1; attempt <= attempts; attempt++) {
			try {
				const exists = await this.hooks.isRegistered(this.context(data, activation));
				if (!exists) await this.hooks.registerAll(this.context(data, activation));
				this.saved = data;
				this.isActive = true;
				return true;
			} catch {
				const asStored = this.line === 'n8n 1' ? structuredClone(this.saved) : data;
				const isCleared = await this.remove(asStored);
				if (isCleared || this.line === 'n8n 2') this.saved = asStored;
			}
		}
		this.isActive = false;
		return false;
	}

	async unpublish(): Promise<void> {
		this.isActive = false;
		const data = structuredClone(this.saved);
		const attempts = this.line === 'n8n 1' ? 1 : 3;
		let isRemoved = false;
		for (let attempt = 1; attempt <= attempts && !isRemoved; attempt++)
			isRemoved = await this.remove(data);
		if (isRemoved || this.line === 'n8n 2') this.saved = data;
	}

	async change(setup: Setup): Promise<void> {
		const wasActive = this.isActive;
		if (wasActive) await this.unpublish();
		this.setup = setup;
		if (wasActive) await this.publish('update');
	}

	async restart(): Promise<void> {
		this.hooks = await newProcess();
		if (this.line === 'n8n 1' && this.isActive) await this.publish('init');
	}

	private async remove(data: TriggerState): Promise<boolean> {
		try {
			await this.hooks.unregisterAll(this.context(data, 'update'));
			return true;
		} catch {
			return false;
		}
	}

	private context(data: TriggerState, activation: WorkflowActivateMode) {
		return hookContext(this.service, this.setup, data, { activation, log: this.log });
	}
}

async function newProcess(): Promise<Lifecycle> {
	vi.resetModules();
	return await import('../../../../nodes/SocialIntents/trigger/webhook/lifecycle');
}

function wantedBy({ events, widgetIds }: Setup, all: string[]): string[] {
	const serviceEvents = [...new Set(events.map((event) => SERVICE_EVENT[event] ?? ''))];
	return (widgetIds ?? all).flatMap((appId) => serviceEvents.map((event) => `${appId} ${event}`));
}
const keysOf = (hooks: Iterable<Hook>) => [...hooks].map(({ appId, event }) => `${appId} ${event}`);

const setups: fc.Arbitrary<Setup> = fc.record({
	events: fc.subarray(Object.keys(SERVICE_EVENT), { minLength: 1 }),
	widgetIds: fc.option(fc.subarray(WIDGETS, { minLength: 1 }), { nil: undefined }),
	address: fc.constantFrom('https://one.example.com', 'https://two.example.com'),
	token: fc.constantFrom('token-one', 'token-two'),
});
const steps: fc.Arbitrary<Step> = fc.oneof(
	fc.constantFrom<Step>({ does: 'publish' }, { does: 'unpublish' }, { does: 'restart' }),
	setups.map((setup): Step => ({ does: 'change', setup })),
	fc.subarray(WIDGETS).map((ids): Step => ({ does: 'widgets', ids })),
);
/** Which of the requests, one after another, the service refuses. */
const refusals = fc.array(
	fc.oneof(
		{ weight: 3, arbitrary: fc.constant(false) },
		{ weight: 1, arbitrary: fc.constant(true) },
	),
	{
		maxLength: 40,
	},
);

describe.each<Line>(['n8n 2', 'n8n 1'])(
	'any history of a workflow and the service in %s',
	(line) => {
		it('ends each successful publication with all the webhooks it needs, and touches no one else’s', async () => {
			let published = 0;
			let refused = 0;
			await fc.assert(
				fc.asyncProperty(
					setups,
					fc.array(steps, { maxLength: 8 }),
					refusals,
					async (first, story, refuses) => {
						const service = new FakeService(WIDGETS);
						const { foreign } = service;
						const queue = [...refuses];
						service.interfere = () => {
							if (!queue.shift()) return undefined;
							refused++;
							return { status: 500 };
						};
						const workflow = new Workflow(line, service, first);
						const check = () => {
							published++;
							const expected = wantedBy(workflow.setup, service.widgetIds);
							const used = (workflow.saved.registrations ?? []).map(({ id }) =>
								service.hooks.get(id),
							);
							expect(keysOf(used as Hook[]).sort()).toEqual(expected.sort());
							for (const hook of used) expect(hook?.url).toContain(workflow.setup.address);
							// What else is there is known: stored to be removed, or at least named in the log.
							const stored = JSON.stringify(workflow.saved);
							for (const [id] of [...service.hooks].filter(([name]) => !foreign.includes(name))) {
								const isNamed = workflow.log.some(
									(line) => line.includes('Could not delete') && line.includes(`${id} `),
								);
								expect(stored.includes(`"${id}"`) || isNamed, id).toBe(true);
							}
						};
						for (const step of [...story, { does: 'publish' } as const]) {
							if (step.does === 'widgets') service.widgetIds = step.ids;
							if (step.does === 'change') await workflow.change(step.setup);
							if (step.does === 'unpublish') await workflow.unpublish();
							if (step.does === 'restart') await workflow.restart();
							if (step.does === 'publish' && !workflow.isActive && (await workflow.publish()))
								check();
							expect(service.foreign).toEqual(foreign);
						}

						// When all goes well again, all is in order: in n8n 2 without anything left over.
						queue.length = 0;
						service.widgetIds = WIDGETS;
						await workflow.unpublish();
						expect(await workflow.publish()).toBe(true);
						check();
						if (line === 'n8n 2')
							expect(keysOf(service.ours).sort()).toEqual(wantedBy(workflow.setup, WIDGETS).sort());
						await workflow.unpublish();
						expect(workflow.saved).toEqual({});
						if (line === 'n8n 2') expect(service.ours).toEqual([]);
						expect(service.foreign).toEqual(foreign);
					},
				),
				{ numRuns: 200 },
			);
			expect(published).toBeGreaterThan(300);
			expect(refused).toBeGreaterThan(50);
		}, 60_000);
	},
);
