import type {
	IDataObject,
	INodeExecutionData,
	INodeType,
	INodeTypes,
	IVersionedNodeType,
	NodeOutput,
} from 'n8n-workflow';
import type { Installation } from './installation.mts';
import type { Line } from './line.mts';
import { toolTwin } from './tool-twin.mts';

/** What the harness recorded of a node while n8n ran it. */
export interface Observed {
	/** How often n8n called `execute`. */
	calls: number;
	/** The errors that `execute` threw, in order. */
	thrown: unknown[];
	/** Items that `execute` returned without `pairedItem`; n8n then fills them in where it can. */
	unpaired: number;
}

/** The node types of one run: the installed package, its tool twins and the stand-ins. */
export class NodeTypes implements INodeTypes {
	readonly observed = new Map<string, Observed>();
	private readonly line: Line;
	private readonly installation: Installation;
	private readonly standIns: Readonly<Record<string, INodeType>>;
	private readonly cache = new Map<string, INodeType>();

	constructor(
		line: Line,
		installation: Installation,
		standIns: Readonly<Record<string, INodeType>> = {},
	) {
		this.line = line;
		this.installation = installation;
		this.standIns = standIns;
	}

	getByName(type: string): INodeType | IVersionedNodeType {
		return this.standIns[type] ?? this.installation.node(this.localName(type));
	}

	getByNameAndVersion(type: string, version?: number): INodeType {
		const key = `${type}@${version}`;
		let nodeType = this.cache.get(key);
		if (!nodeType) {
			nodeType = this.watch(type, this.find(type, version));
			this.cache.set(key, nodeType);
		}
		return nodeType;
	}

	getKnownTypes(): IDataObject {
		return Object.fromEntries(this.installation.nodeNames.map((name) => [name, {}]));
	}

	private find(type: string, version?: number): INodeType {
		const { getVersionedNodeType } = this.line.workflow.NodeHelpers;
		const isTwin = type.endsWith('Tool') && !this.isKnown(type);
		if (!isTwin) return getVersionedNodeType(this.getByName(type), version);
		const original = this.getByName(type.slice(0, -'Tool'.length));
		return toolTwin(getVersionedNodeType(original, version));
	}

	private isKnown(type: string): boolean {
		return type in this.standIns || this.installation.nodeNames.includes(this.localName(type));
	}

	private localName(type: string): string {
		const [packageName, name] = type.split('.');
		if (packageName !== this.installation.packageName || !name) {
			throw new Error(`Node type ${type} is not in ${this.installation.packageName}`);
		}
		return name;
	}

	private watch(type: string, nodeType: INodeType): INodeType {
		const { execute } = nodeType;
		if (!execute) return nodeType;
		const observed: Observed = { calls: 0, thrown: [], unpaired: 0 };
		this.observed.set(type, observed);
		const watched: NonNullable<INodeType['execute']> = async function (...context) {
			observed.calls++;
			try {
				const output = await execute.apply(this, context);
				observed.unpaired = countUnpaired(output);
				return output;
			} catch (error) {
				observed.thrown.push(error);
				throw error;
			}
		};
		return Object.create(nodeType, { execute: { value: watched } }) as INodeType;
	}
}

function countUnpaired(output: NodeOutput): number {
	if (!Array.isArray(output)) return 0;
	const items = (output as INodeExecutionData[][]).flat();
	return items.filter(({ pairedItem }) => pairedItem === undefined).length;
}
