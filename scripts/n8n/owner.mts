import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError, systemCode } from '../userError.mts';
import type { N8n } from './server.mts';
import { RestError } from './session.mts';

export interface Owner {
	email: string;
	password: string;
}

/** The owner of a user folder. The password is generated once and stored there, readable only by this user. */
export async function ownerOf(userFolder: string): Promise<Owner> {
	const file = join(userFolder, 'owner.json');
	try {
		return JSON.parse(await readFile(file, 'utf8')) as Owner;
	} catch (error) {
		if (systemCode(error) !== 'ENOENT') throw error;
	}
	// n8n requires a capital letter and a digit.
	const owner = {
		email: 'owner@example.com',
		password: `Owner1${randomBytes(6).toString('hex')}`,
	};
	await writeFile(file, JSON.stringify(owner), { mode: 0o600, flag: 'wx' });
	return owner;
}

/** Creates the owner account if n8n has none, and signs in. */
export async function setUpOwner({ rest }: N8n, { email, password }: Owner): Promise<void> {
	const { userManagement } = await rest<{
		userManagement: { showSetupOnFirstLoad?: boolean };
	}>('GET', 'settings');
	if (userManagement.showSetupOnFirstLoad) {
		const name = { firstName: 'Local', lastName: 'Owner' };
		await rest('POST', 'owner/setup', { email, password, ...name });
		return;
	}
	try {
		await rest('POST', 'login', { emailOrLdapLoginId: email, password });
	} catch (error) {
		if (!(error instanceof RestError) || error.status !== 401) throw error;
		throw new UserError(
			`n8n rejected the password of ${email}, which was changed. Enter the new one in owner.json ` +
				'in the user folder, or choose another folder: --user-folder',
		);
	}
}
