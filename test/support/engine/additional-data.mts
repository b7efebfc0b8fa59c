import type {
	ICredentialsHelper,
	INodeParameters,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import type { Line } from './line.mts';
import { WORKFLOW_ID } from './workflow.mts';

const WEBHOOK_URL = 'https://n8n.example.com/';

interface AdditionalDataOptions {
	credentialsHelper: ICredentialsHelper;
	mode: WorkflowExecuteMode;
	currentNodeParameters?: INodeParameters;
	/** The value of n8n's setting WEBHOOK_URL. */
	webhookUrl?: string;
}

let executions = 0;

/** What n8n's server passes to its core for every run. */
export function createAdditionalData(
	line: Line,
	{ credentialsHelper, mode, currentNodeParameters, webhookUrl }: AdditionalDataOptions,
): IWorkflowExecuteAdditionalData {
	const base = (webhookUrl ?? WEBHOOK_URL).replace(/\/?$/, '/');
	const executionId = String(++executions);
	const workflowData = { id: WORKFLOW_ID, nodes: [], connections: {} };
	const hooks = new line.core.ExecutionLifecycleHooks(mode, executionId, workflowData as never);
	const data = {
		credentialsHelper,
		hooks,
		executionId,
		currentNodeExecutionIndex: 0,
		currentNodeParameters,
		variables: {},
		instanceBaseUrl: base,
		restApiUrl: `${base}rest`,
		formBaseUrl: `${base}form`,
		formTestBaseUrl: `${base}form-test`,
		formWaitingBaseUrl: `${base}form-waiting`,
		webhookBaseUrl: `${base}webhook`,
		webhookTestBaseUrl: `${base}webhook-test`,
		webhookWaitingBaseUrl: `${base}webhook-waiting`,
		setExecutionStatus: () => {},
	};
	return data as unknown as IWorkflowExecuteAdditionalData;
}
