import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../../support/engine/temporary-folder.mts';

let certificate: { key: Buffer; cert: Buffer } | undefined;

/** A certificate for the loopback address that is self-signed. */
export function createCertificate() {
	certificate ??= make();
	return certificate;
}

function make() {
	const folder = temporaryFolder('certificate');
	const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
	const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-keyout', keyFile];
	const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
	execFileSync('openssl', ['req', '-x509', '-nodes', ...key, '-out', certFile, ...subject], {
		stdio: 'ignore',
	});
	return { key: readFileSync(keyFile), cert: readFileSync(certFile) };
}
