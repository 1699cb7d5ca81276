/** The parts of an image's name, the registry and Docker Hub's folder written out. */
export interface ImageName {
  /** `docker.io/library/busybox`. */
  readonly repository: string;
  readonly tag?: string;
  /** `sha256:...`. */
  readonly digest?: string;
}

const COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const REFERENCE = new RegExp(
  `^((?:(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\\[[0-9a-fA-F:]+\\])(?::\\d+)?/)?${COMPONENT}(?:/${COMPONENT})*)(?::(\\w[\\w.-]{0,127}))?(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$`,
);

/**
 * Takes the name of an image apart; undefined where no container runtime would understand it.
 * Grammar: https://pkg.go.dev/github.com/distribution/reference
 */
export function parseImage(text: string): ImageName | undefined {
  const [, name = "", tag, digest] = REFERENCE.exec(text) ?? [];
  if (name === "") return undefined;
  const first = name.split("/")[0] ?? "";
  const hasRegistry = name.includes("/") && (/[.:[A-Z]/.test(first) || first === "localhost");
  const path = hasRegistry ? name : `docker.io/${name.includes("/") ? name : `library/${name}`}`;
  return {
    repository: path.replace(/^index\.docker\.io\//, "docker.io/"),
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
}

/** True where another image may have this name tomorrow. */
export const floats = ({ tag, digest }: ImageName): boolean =>
  digest === undefined && (tag === undefined || tag === "latest");
