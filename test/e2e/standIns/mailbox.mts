import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

export interface Mail extends Email {
	/** From the envelope. */
	recipients: string[];
}

/** A mail server for one user that stores what it receives. */
export interface Mailbox extends AsyncDisposable {
	port: number;
	user: string;
	password: string;
	mails: Mail[];
}

export async function startMailbox(): Promise<Mailbox> {
	const user = 'n8n';
	const password = 'password-of-the-mailbox';
	const mails: Mail[] = [];
	const server = new SMTPServer({
		disabledCommands: ['STARTTLS'],
		allowInsecureAuth: true,
		onAuth(auth, _session, done) {
			const isKnown = auth.username === user && auth.password === password;
			done(isKnown ? null : new Error('Invalid username or password'), { user });
		},
		onData(stream, session, done) {
			const recipients = session.envelope.rcptTo.map(({ address }) => address);
			buffer(stream)
				.then(async (content) => mails.push({ ...(await PostalMime.parse(content)), recipients }))
				.then(() => done(), done);
		},
	});
	server.listen(0, '127.0.0.1');
	await once(server.server, 'listening');
	const { port } = server.server.address() as AddressInfo;
	return {
		port,
		user,
		password,
		mails,
		async [Symbol.asyncDispose]() {
			await new Promise<void>((resolve) => server.close(resolve));
		},
	};
}
