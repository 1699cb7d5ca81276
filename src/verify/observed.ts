import { MANIFESTS } from "../assemble/manifests.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Verdict } from "../engine/protocol.ts";
import type { Plan } from "../plan/model.ts";
import type { HeldRelease } from "./charts.ts";
import { type Origins, pathIn } from "./faults.ts";
import { placeOf } from "./messages.ts";

/** An object as the cluster will get it, and whose it is. */
export interface Observed {
  readonly verdict: Verdict;
  /** Name of the component; absent for what the output itself needs. */
  readonly component?: string;
  /** Where it lands; absent for what is cluster-wide. */
  readonly namespace?: string;
  /** False for an object that k8sgen wrote itself. */
  readonly isRendered: boolean;
  /** Where a fault of it is shown; with a JSON Pointer, that of one field. */
  readonly place: (pointer?: string) => Partial<Diagnostic>;
}

/** Everything that was rendered, and everything that was generated beside it; tests of charts are in neither. */
export function observe(
  plan: Plan,
  generated: readonly Verdict[],
  origins: Origins,
  rendered: readonly (readonly [HeldRelease, readonly Verdict[]])[],
): readonly Observed[] {
  const components = new Map(plan.components.map((component) => [component.name, component]));
  const ofFiles = generated.map((verdict): Observed => {
    const [folder, name = ""] = verdict.source.split("/");
    const owner = folder === MANIFESTS ? components.get(name) : undefined;
    return {
      verdict,
      isRendered: false,
      ...(owner === undefined ? {} : { component: owner.name }),
      ...(verdict.namespace === undefined ? {} : { namespace: verdict.namespace }),
      place: (pointer = "") => {
        const object = origins(verdict);
        const origin = object?.originOf(pathIn(pointer, object.value));
        return placeOf(origin, owner, verdict.source);
      },
    };
  });
  const ofCharts = rendered.flatMap(([{ release }, verdicts]) => {
    const owner = release.component.component;
    const place = () => placeOf(undefined, owner, "");
    return verdicts.map(
      (verdict): Observed => ({
        verdict,
        isRendered: true,
        component: owner.name,
        ...(verdict.namespaced === false ? {} : { namespace: verdict.namespace ?? release.namespace }),
        place,
      }),
    );
  });
  return [...ofFiles, ...ofCharts];
}

/** `Deployment one/web`, for people. */
export const told = ({ verdict, namespace }: Observed): string =>
  `${verdict.kind} ${namespace === undefined ? "" : `${namespace}/`}${verdict.name}`;
