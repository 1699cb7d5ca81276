import { getAt, isArray } from "../values/json.ts";
import type { JoinedContributions } from "./model.ts";

/** What K3s brings and a component switches off, as `traefik`. https://docs.k3s.io/installation/packaged-components */
export const switchedOff = ({ K3sConfig }: Pick<JoinedContributions, "K3sConfig">): ReadonlySet<string> =>
  new Set(
    K3sConfig.flatMap(({ value }) => {
      const list = getAt(value.value, ["config", "disable"]);
      return isArray(list) ? list.map(String) : [String(list ?? "")];
    }),
  );
