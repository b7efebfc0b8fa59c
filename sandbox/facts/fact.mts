/** One thing the package takes for granted about the service, and what else it might be. */
export interface Fact {
	/** Names the fact in reports; never changes. */
	key: string;
	question: string;
	/** What the package takes for granted. `any`: it relies on none of the answers. */
	assumed: string;
	/** documented: by the service; seen: in other people's working code; inferred: not confirmed. */
	certainty: 'documented' | 'seen' | 'inferred';
	/** What a user notices if it is otherwise, and what it costs. */
	otherwise: string;
	/** What it takes to see it: nothing but reading, a webhook, or a delivery. Default: reading. */
	needs?: 'webhook' | 'delivery';
	/** What a sandbox does by default, where it is not what is assumed. */
	usual?: string;
	/** Other answers, by the name of the variant of the sandbox that gives them. */
	variants: Readonly<Record<string, string>>;
}
