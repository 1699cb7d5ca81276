import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { ExpandedComponent, ExpandedManifest } from "../../expand/model.ts";
import type { Component, Plan } from "../../plan/model.ts";
import type { SecretFile } from "../../secrets/folder.ts";
import type { Json, JsonObject } from "../../values/json.ts";
import type { NoPruneMark } from "../manifests.ts";
import type { HookTreatment, RenderedRelease } from "../rendered/model.ts";
import type { FileTree } from "../tree.ts";

/** The folder that the GitOps engine is pointed at. */
export const GITOPS = "gitops";

/** What carries a component's raw manifests, as an engine calls it. */
export const manifestsOf = (component: string): string => `manifests-${component}`;

/** A heading of the README's bootstrap, and what stands below it. */
export type Step = readonly [title: string, text: string];

/** A value that the engine's release needs of each component, beside those that every engine needs. */
export interface ReleaseField {
  readonly schema: JsonObject;
  readonly value: (component: Component, plan: Plan) => Json;
}

/** A release as it is read back from an object of the engine. */
export interface ReadRelease {
  readonly name: string;
  readonly namespace: string;
  readonly chart: string;
  readonly version: string;
  readonly values: Json;
}

/** An object that the engine's own bootstrap makes, as references know it. */
export interface Brought {
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** An umbrella chart that is one release itself, with the charts of the components as its dependencies. */
export interface OwnUmbrella {
  /** Writes `chart/`. */
  readonly add: (tree: FileTree, plan: Plan, components: readonly ExpandedComponent[]) => void;
  /** Whether archives of the charts stand in the output. */
  readonly vendors: (plan: Plan) => boolean;
  /** The namespace of the one release. */
  readonly namespace: (plan: Plan) => string;
  /** Whether a file of raw manifests stands in the chart, not beside it. */
  readonly holds: (component: Component, manifest: ExpandedManifest) => boolean;
  /** Values of the dependency of a component, out of those of the umbrella. */
  readonly read: (values: Json, component: Component) => Json;
  /** What the umbrella gives each dependency, beside the values of its component. */
  readonly added: (component: Component) => JsonObject;
}

/** What differs from one GitOps engine to another; all else of the output is the same with each. */
export interface DeliveryEngine {
  /** Its name for people. */
  readonly title: string;
  /** The namespace of the umbrella's own release. */
  readonly namespace: string;
  /** Annotations of an object that stays when it leaves Git. */
  readonly noPrune: NoPruneMark;
  /** The same for objects of the umbrella, beside Helm's own mark. */
  readonly umbrellaNoPrune: NoPruneMark;
  /** Whether it keeps what holds data of a chart when the component goes, without a mark of the chart's own. */
  readonly keepsData: (component: Component) => boolean;
  /** Whether it opens what SOPS has encrypted. */
  readonly decrypts: boolean;
  /** Why its releases cannot be those of this homelab, beside what is asked of every engine. */
  readonly releaseFaults?: (plan: Plan) => readonly Diagnostic[];
  /** What is there before the entry is applied. */
  readonly brought: readonly Brought[];

  /** The Go template `homelab.release`: one release of the umbrella's values. */
  readonly template: string;
  readonly fields: Readonly<Record<string, ReleaseField>>;
  /** The command that shows the releases. */
  readonly watch: readonly string[];
  /** The release of a component, where the object is one. */
  readonly read: (object: JsonObject) => ReadRelease | undefined;

  /** Absent where the umbrella holds one release for each component. */
  readonly umbrella?: OwnUmbrella;

  /** Writes `gitops/`. */
  readonly addEntry: (
    tree: FileTree,
    plan: Plan,
    components: readonly ExpandedComponent[],
    secrets: readonly SecretFile[],
  ) => void;

  /** Objects by which one engine leads labs to their entries, those of the labs that say so; absent where each lab's engine is pointed at its own. */
  readonly labsEntry?: (labs: readonly LabEntry[]) => readonly JsonObject[];

  readonly readme: EngineText;
  /** What is different where the output holds plain objects in the place of releases; absent where it cannot. */
  readonly rendered?: RenderedDelivery;
}

/** The plain objects that charts render, as an engine takes them. */
export interface RenderedDelivery {
  readonly hooks: HookTreatment;
  readonly watch: readonly string[];
  readonly readme: EngineText;
  /** Writes what leads the engine to `rendered/` and the other folders. */
  readonly addEntry: (
    tree: FileTree,
    plan: Plan,
    components: readonly ExpandedComponent[],
    secrets: readonly SecretFile[],
    releases: readonly RenderedRelease[],
  ) => void;
}

/** Where the output of a lab stands. */
export interface LabEntry {
  readonly name: string;
  readonly repository: string;
  readonly branch: string;
  /** Path of the output in the repository. */
  readonly path: string;
}

/** What the README of the output says of the engine. */
export interface EngineText {
  /** Items of the list of tools. */
  readonly tools: readonly string[];
  /** Commands that return once K3s has installed what the engine takes over. */
  readonly installed: (plan: Plan) => readonly string[];
  /** Whether K3s must let go of what it has installed; false where it goes on looking after it. */
  readonly handsOver: boolean;
  /** Why and how the record of a release goes that was installed first; absent where the engine takes it as it is. */
  readonly takesOver?: {
    /** A sentence. */
    readonly text: string;
    readonly commands: (component: Component) => readonly string[];
  };
  /** The last steps of the bootstrap. */
  readonly steps: (plan: Plan) => readonly Step[];
  /** The sentence that follows "commit, push". */
  readonly applied: string;
  /** Commands that people run after a push; absent where the engine follows Git. */
  readonly again?: (plan: Plan) => readonly string[];
  /** What it says where a mirror lacks a chart. */
  readonly mirrorLacks: string;
  /** How to keep it from starting anew what people stop, and how that ends. */
  readonly suspend: {
    readonly text: string;
    readonly commands: (components: readonly ExpandedComponent[]) => readonly string[];
  };
  /** More lines of the section about changes. */
  readonly later: (components: readonly ExpandedComponent[]) => readonly string[];
}
