import type { DeliveryForm } from './api/webhooks.mts';

/** Settings of the service; can be changed while it runs. */
export interface Settings {
	token: string;
	/** The time zone for requests without one. */
	accountTimezone: string;
	/** iso: `2025-01-15T10:30:00Z`; older: `2025-01-15 05:30:00 AM`, in the requested time zone. */
	dates: 'iso' | 'older';
	delivery: DeliveryForm;
	/** Whether `/ping` requires the token, which the documentation leaves open. */
	pingChecksToken: boolean;
	/** Documented: such an account returns no transcripts and no personal fields. */
	historyDisabled: boolean;
	/** The minimum duration of every response. */
	latencyMs: number;
}

export const defaultSettings = (seed: string): Settings => ({
	token: `sandbox-token-${seed}`,
	accountTimezone: 'America/New_York',
	dates: 'iso',
	delivery: 'array',
	pingChecksToken: false,
	historyDisabled: false,
	latencyMs: 0,
});

const CHOICES: { [K in keyof Settings]?: ReadonlyArray<Settings[K]> } = {
	dates: ['iso', 'older'],
	delivery: ['array', 'single', 'envelope'],
};

/** Why `value` is not a valid settings change; null if it is valid. */
export function settingsProblem(value: Record<string, unknown>): string | null {
	const defaults: Record<string, unknown> = { ...defaultSettings('') };
	const choices: Record<string, readonly unknown[] | undefined> = CHOICES;
	for (const [name, wanted] of Object.entries(value)) {
		if (!(name in defaults)) return `There is no setting ${name}`;
		if (typeof wanted !== typeof defaults[name]) {
			return `${name} must be a ${typeof defaults[name]}`;
		}
		const allowed = choices[name];
		if (allowed && !allowed.includes(wanted)) return `${name} must be ${allowed.join(' or ')}`;
	}
	return null;
}
