import type {
	ICredentialDataDecryptedObject,
	ICredentials,
	ICredentialsExpressionResolveValues,
	ICredentialsHelper,
	IExecuteData,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INode,
	INodeCredentials,
	INodeCredentialsDetails,
	INodeParameters,
	INodeProperties,
	INodeTypes,
	IRequestOptionsSimplified,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import type { Installation } from './installation.mts';
import type { Line } from './line.mts';

/** Credentials by type, as a user would have saved them: only the fields that were filled in. */
export type TestCredentials = Record<string, ICredentialDataDecryptedObject>;

/** What a node stores about its credentials. The IDs are the type names: one of each is enough. */
export function nodeCredentials(credentials: TestCredentials): INodeCredentials {
	const types = Object.keys(credentials);
	return Object.fromEntries(types.map((type) => [type, { id: type, name: `Test ${type}` }]));
}

/** Handles a test's credentials as n8n's server handles those in its database. */
export function createCredentialsHelper(
	line: Line,
	installation: Installation,
	credentials: TestCredentials,
): ICredentialsHelper {
	assertSavedByTheEditor(installation, credentials);

	class CredentialsHelper extends line.workflow.ICredentialsHelper {
		getParentTypes(name: string): string[] {
			return installation.credential(name).extends ?? [];
		}

		isCredentialUsableByNode(): boolean {
			return true;
		}

		async authenticate(
			data: ICredentialDataDecryptedObject,
			typeName: string,
			requestOptions: IHttpRequestOptions | IRequestOptionsSimplified,
		): Promise<IHttpRequestOptions> {
			const { authenticate } = installation.credential(typeName);
			if (typeof authenticate !== 'function') {
				throw new Error('The harness runs only an authenticate that is a function');
			}
			return await authenticate(data, requestOptions as IHttpRequestOptions);
		}

		async preAuthentication(
			_helpers: IHttpRequestHelper,
			_data: ICredentialDataDecryptedObject,
			typeName: string,
		): Promise<undefined> {
			const { properties } = installation.credential(typeName);
			if (properties.some(({ typeOptions }) => typeOptions?.expirable)) {
				throw new Error('The harness does not run preAuthentication');
			}
		}

		async runPreAuthentication(): Promise<undefined> {
			throw new Error('The harness does not run preAuthentication');
		}

		async getCredentials(): Promise<ICredentials> {
			throw new Error('The harness has no encrypted credentials');
		}

		async getDecrypted(
			additionalData: IWorkflowExecuteAdditionalData,
			{ id }: INodeCredentialsDetails,
			type: string,
			mode: WorkflowExecuteMode,
			executeData?: IExecuteData,
			raw?: boolean,
			run?: ICredentialsExpressionResolveValues,
		): Promise<ICredentialDataDecryptedObject> {
			const saved = credentials[id ?? ''];
			if (id !== type || !saved) throw new Error(`No credential "${id}" of type "${type}"`);
			if (raw) return structuredClone(saved);
			const data = withDefaults(line, this.getCredentialsProperties(type), saved);
			const keys = line.core.getAdditionalKeys(additionalData, mode, null, { isCredential: true });
			if (run) {
				return run.workflow.expression.getParameterValue(
					data as INodeParameters,
					run.runExecutionData,
					run.runIndex,
					run.itemIndex,
					run.node.name,
					run.connectionInputData,
					mode,
					keys,
					executeData,
					false,
					data as INodeParameters,
				) as ICredentialDataDecryptedObject;
			}
			return resolveWithoutRun(line, data, mode, keys);
		}

		async updateCredentials(): Promise<void> {
			throw new Error('The harness does not save credentials');
		}

		async updateCredentialsOauthTokenData(): Promise<void> {
			throw new Error('The harness does not save credentials');
		}

		getCredentialsProperties(type: string): INodeProperties[] {
			return installation.credential(type).properties;
		}
	}

	return new CredentialsHelper();
}

/** Rejects fields that the credential does not have. */
function assertSavedByTheEditor(installation: Installation, credentials: TestCredentials) {
	for (const [type, data] of Object.entries(credentials)) {
		const names = installation.credential(type).properties.map(({ name }) => name);
		const unknown = Object.keys(data).filter((name) => !names.includes(name));
		if (unknown.length > 0) throw new Error(`Credential ${type} has no ${unknown.join(', ')}`);
	}
}

/** Adds defaults and removes fields that the credential's form does not show. */
function withDefaults(
	line: Line,
	properties: INodeProperties[],
	saved: ICredentialDataDecryptedObject,
): ICredentialDataDecryptedObject {
	const { getNodeParameters } = line.workflow.NodeHelpers;
	const values = structuredClone(saved) as Parameters<typeof getNodeParameters>[1];
	const data = getNodeParameters(properties, values, true, false, null, null);
	return data as ICredentialDataDecryptedObject;
}

function resolveWithoutRun(
	line: Line,
	data: ICredentialDataDecryptedObject,
	mode: WorkflowExecuteMode,
	keys: ReturnType<Line['core']['getAdditionalKeys']>,
): ICredentialDataDecryptedObject {
	const node: INode = {
		id: '',
		name: '',
		type: 'mock',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
	const nodeTypes = { getByNameAndVersion: () => ({ description: { properties: [] } }) };
	const { expression } = new line.workflow.Workflow({
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: nodeTypes as unknown as INodeTypes,
	});
	const values = data as INodeParameters;
	return expression.getComplexParameterValue(
		node,
		values,
		mode,
		keys,
		undefined,
		undefined,
		values,
	) as ICredentialDataDecryptedObject;
}
