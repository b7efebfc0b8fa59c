import type { AccountState } from '../accountState.mts';
import type { Changes } from './changes.mts';

/** The sandbox, as the control API and the page see it. */
export interface Controlled {
	/** Replaced on each reset. */
	readonly account: AccountState;
	readonly baseUrl: string;
	readonly changes: Changes;
	reset(): void;
}
