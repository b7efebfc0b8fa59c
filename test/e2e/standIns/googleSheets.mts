import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import type { ReceivedRequest, StandInResponse } from './server.mts';
import type { HostedService } from './internet.mts';

export interface GoogleSheets extends HostedService {
	/** The service account. */
	email: string;
	privateKey: string;
	spreadsheetUrl: string;
	/** The cells of the only sheet, row by row, as they were written. */
	rows: unknown[][];
}

const TITLE = 'Chats';
const SHEET_ID = 7;
const MAX_CELL = 50_000;

const refusal = (code: number, status: string, message: string): StandInResponse => ({
	status: code,
	body: { error: { code, message, status } },
});

/** `A` is 0, `AB` is 27. */
const columnNumber = (letters: string) =>
	[...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;

/**
 * The part of Google's Sheets API v4 that reads, appends, and updates rows in one sheet, and the token of a
 * service account (a signed JWT). It rejects a wrong signature or token, other spreadsheets and sheets,
 * values that are not written RAW, and cells of more than 50,000 characters.
 */
export function createGoogleSheets(): GoogleSheets {
	const email = 'n8n@project.iam.gserviceaccount.com';
	const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
	const privateKey = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
	const publicKey = createPublicKey(keys.privateKey);
	const token = 'token-of-google';
	const id = '1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms';
	const rows: unknown[][] = [];

	function giveToken(body: string): StandInResponse {
		const [head = '', claims = '', signature = ''] =
			new URLSearchParams(body).get('assertion')?.split('.') ?? [];
		const signed = Buffer.from(`${head}.${claims}`);
		const isGenuine = verify('RSA-SHA256', signed, publicKey, Buffer.from(signature, 'base64url'));
		const { iss } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { iss: string };
		if (!isGenuine || iss !== email) {
			return { status: 400, body: { error: 'invalid_grant', error_description: 'Invalid JWT' } };
		}
		return { status: 200, body: { access_token: token, expires_in: 3600, token_type: 'Bearer' } };
	}

	function write(
		range: string,
		values: unknown[][],
		inputOption: string | null,
	): StandInResponse | undefined {
		if (inputOption !== 'RAW') return refusal(400, 'INVALID_ARGUMENT', 'Only RAW is expected here');
		const [, title, letters, row] = /^'?(.+?)'?!([A-Z]*)(\d+)(?::.*)?$/.exec(range) ?? [];
		if (title !== TITLE || !row)
			return refusal(400, 'INVALID_ARGUMENT', `Unable to parse range: ${range}`);
		const tooLong = values
			.flat()
			.some((value) => typeof value === 'string' && value.length > MAX_CELL);
		if (tooLong) {
			const words =
				'Your input contains more than the maximum of 50000 characters in a single cell.';
			return refusal(400, 'INVALID_ARGUMENT', words);
		}
		const first = letters ? columnNumber(letters) : 0;
		for (const [offset, cells] of values.entries()) {
			const index = Number(row) - 1 + offset;
			while (rows.length <= index) rows.push([]);
			for (const [column, cell] of cells.entries()) {
				// null leaves a cell unchanged.
				if (cell !== null) (rows[index] ??= [])[first + column] = cell;
			}
		}
		return undefined;
	}

	function respond({ method, path, headers, body }: ReceivedRequest): StandInResponse {
		if (method === 'POST' && path === '/token') return giveToken(body);
		if (headers.authorization !== `Bearer ${token}`) {
			return refusal(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.');
		}
		const url = new URL(path, 'https://sheets.googleapis.com');
		const place = decodeURIComponent(url.pathname).replace(`/v4/spreadsheets/${id}`, '');
		if (place === decodeURIComponent(url.pathname)) {
			return refusal(404, 'NOT_FOUND', 'Requested entity was not found.');
		}
		const option = url.searchParams.get('valueInputOption');
		if (method === 'GET' && place === '') {
			const properties = { sheetId: SHEET_ID, title: TITLE, index: 0 };
			const gridProperties = { rowCount: 1000, columnCount: 26 };
			return { status: 200, body: { sheets: [{ properties: { ...properties, gridProperties } }] } };
		}
		if (method === 'GET' && place.startsWith('/values/')) {
			const values = rows.map((row) => Array.from(row, (cell) => cell ?? ''));
			return {
				status: 200,
				body: { range: TITLE, majorDimension: 'ROWS', ...(rows.length > 0 && { values }) },
			};
		}
		if (method === 'POST' && place === ':batchUpdate')
			return { status: 200, body: { replies: [{}] } };
		if (method === 'PUT' && place.startsWith('/values/')) {
			const { values } = JSON.parse(body) as { values: unknown[][] };
			return write(place.replace('/values/', ''), values, option) ?? { status: 200, body: {} };
		}
		if (method === 'POST' && place === '/values:batchUpdate') {
			const sent = JSON.parse(body) as {
				data: Array<{ range: string; values: unknown[][] }>;
				valueInputOption: string;
			};
			const refused = sent.data
				.map(({ range, values }) => write(range, values, sent.valueInputOption))
				.find((one) => one !== undefined);
			return refused ?? { status: 200, body: { totalUpdatedCells: sent.data.length } };
		}
		return refusal(404, 'NOT_FOUND', `Nothing is at ${method} ${place}`);
	}

	return {
		hosts: ['sheets.googleapis.com', 'oauth2.googleapis.com'],
		respond,
		email,
		privateKey,
		spreadsheetUrl: `https://docs.google.com/spreadsheets/d/${id}/edit`,
		rows,
	};
}
