import type { RateWindow } from './rateEstimate';

interface PendingRequest {
	start: (window: RateWindow) => void;
	reject: (error: Error) => void;
}

/** The requests that wait for a slot. Retries go before requests that have not started. */
export class RequestQueue {
	private readonly retries: PendingRequest[] = [];

	private readonly requests: PendingRequest[] = [];

	get length(): number {
		return this.retries.length + this.requests.length;
	}

	/** Resolves with the window in which the request starts. */
	async add(isRetry: boolean): Promise<RateWindow> {
		return await new Promise((start, reject) => {
			(isRetry ? this.retries : this.requests).push({ start, reject });
		});
	}

	startNext(window: RateWindow): void {
		(this.retries.shift() ?? this.requests.shift())?.start(window);
	}

	rejectAll(error: Error): void {
		const pending = [...this.retries.splice(0), ...this.requests.splice(0)];
		for (const { reject } of pending) reject(error);
	}
}
