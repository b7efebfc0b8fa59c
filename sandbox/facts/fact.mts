/** An assumption of the package about the service, with its alternatives. */
export interface Fact {
	/** Names the fact in reports; never changes. */
	key: string;
	question: string;
	/** What the package assumes. `any`: it does not depend on this fact. */
	assumed: string;
	/** documented: by the service; seen: in other people's working code; inferred: not confirmed. */
	certainty: 'documented' | 'seen' | 'inferred';
	/** What users notice if the assumption is wrong. */
	otherwise: string;
	/** What it takes to observe it: reading, a webhook, or a delivery. Default: reading. */
	needs?: 'webhook' | 'delivery';
	/** The sandbox's default behavior, if it differs from the assumption. */
	usual?: string;
	/** Alternatives, by the name of the sandbox variant with that behavior. */
	variants: Readonly<Record<string, string>>;
}
