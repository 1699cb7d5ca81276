import type { RouterFile } from "../generated/blueprint.ts";
import type { RemoteManifest } from "../lock/remote.ts";
import type { Component } from "../plan/model.ts";
import type { Tracked } from "../values/tracked.ts";

/** One file of objects of a component. */
export interface ExpandedManifest {
  /** Name of the file below manifests/<component>/. */
  readonly name: string;
  /** The objects of a template; absent where the file is copied as it is. */
  readonly objects?: readonly Tracked[];
  /** The text of a file that is copied as it is. */
  readonly text?: string;
  /** Path of the template or file, for diagnostics. */
  readonly source: string;
}

/** One file for the router. */
export interface ExpandedRouterFile {
  readonly file: RouterFile;
  readonly text: string;
}

/** A component with its templates expanded. */
export interface ExpandedComponent {
  readonly component: Component;
  /** Helm values of the release; absent where there is no chart. */
  readonly values?: Tracked;
  /** Helm values of the installation by K3s; absent where the engine installs the release. */
  readonly bootstrapValues?: Tracked;
  readonly manifests: readonly ExpandedManifest[];
  /** Files for the router, those left out that are empty. */
  readonly router: readonly ExpandedRouterFile[];
  /** Archive of its chart, where the output holds that. */
  readonly archive?: Uint8Array;
  /** Manifests of the web that are at hand, those that only bring schemas among them. */
  readonly remote?: readonly RemoteManifest[];
}
