/** Installs, starts, prepares, and controls a real n8n for tests and demonstrations. */
export { installedN8n, installN8n } from './install.mts';
export { startN8n, startProcess, type N8n, type N8nProcess, type StartOptions } from './server.mts';
export { checkout, installPackage, packPackage, type Tarball } from './package.mts';
export { ownerOf, setUpOwner, type Owner } from './owner.mts';
export {
	createCredential,
	createWorkflow,
	findWorkflow,
	saveCredential,
	testCredential,
	unpinned,
	withCredential,
	type Credential,
	type SavedCredential,
	type SavedWorkflow,
	type Workflow,
} from './contents.mts';
export { ensureDataTable, readDataTable, type DataTable } from './dataTables.mts';
export { publish, unpublish, type Publication } from './publish.mts';
export { executionIds, readBinary, runWorkflow, waitForExecution, type Execution } from './run.mts';
export { releases, type MajorVersion } from './releases.mts';
export { RestError } from './session.mts';
