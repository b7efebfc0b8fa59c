import type { Execution } from '../../support/engine.mts';
import { signIn } from '../action/support.mts';
import type { Promises, Service } from './service.mts';

/** Whether it failed with one sentence on one line, and says which field of the credential to check. */
export function isClear({ error }: Pick<Execution, 'error'>): boolean {
	if (!error) return false;
	const { message } = error;
	const description = String('description' in error ? error.description : '');
	const isOneSentence = /^\S.*\S$/.test(message) && !/[.!?]\s/.test(message);
	const isReadable = !/undefined|\bnull\b|NaN|\[object|<html|\n\s+at |:\d+:\d+\)/i.test(
		`${message}\n${description}`,
	);
	return isOneSentence && isReadable && /'(API Token|Base URL|Account ID)'/.test(description);
}

/** What is promised of the credential and the availability of the service. */
export async function signInPromises({ run, sandbox }: Service): Promise<Promises> {
	const { token, accountId } = sandbox;
	const wrong = signIn({ ...sandbox, token: `${token}x` });
	const basic = signIn(sandbox, { authentication: 'basicAuth', accountId });
	const refusesBasic = sandbox.behavior['basic-auth'] === 'refused';
	const withBasic = await run('widget.getAll', {}, basic);
	const pingIsClosed = sandbox.behavior['ping-token'] === 'needed';
	const pingWithWrong = await run('system.checkStatus', {}, wrong);
	const status = await run('system.checkStatus');
	return {
		'Check Status says that the service is up': status.items[0]?.json.status === 'PingSuccessful',
		'a wrong token ends in one clear message':
			isClear(await run('chat.getAll', {}, wrong)) &&
			isClear(await run('widget.getAll', {}, wrong)) &&
			(!pingIsClosed || isClear(pingWithWrong)),
		'Basic Auth works, or ends in one clear message': refusesBasic
			? isClear(withBasic)
			: withBasic.items.length > 0,
	};
}
