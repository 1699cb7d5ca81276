import type { Severity } from "./diagnostic.ts";

interface CodeRow {
  readonly severity: Severity;
  /** A heading of a few words. */
  readonly title: string;
  /** What it means and how it is mended, for docs/diagnostics.md and `k8sgen explain`. */
  readonly explanation: string;
}

const error = (title: string, explanation: string): CodeRow => ({ severity: "error", title, explanation });
const info = (title: string, explanation: string): CodeRow => ({ severity: "info", title, explanation });
const warning = (title: string, explanation: string): CodeRow => ({
  severity: "warning",
  title,
  explanation,
});

/**
 * The closed set of codes. A code never changes its meaning and is never reused; docs/diagnostics.md is generated
 * from this table, and a test holds that each row is provoked by at least one case.
 */
export const CODES = {
  // load: the YAML file itself
  E_FILE_MISSING: error(
    "File not found",
    "The homelab file does not exist. Name it with `-f`, or run the command in the folder that holds `homelab.yaml`.",
  ),
  E_INCLUDE: error(
    "File cannot be included",
    "`include` names a file that includes the one it stands in, or something that is no relative path. Paths count from the folder of the file; an included file may include others.",
  ),
  E_SETTING: error(
    "Setting cannot be applied",
    "`--set` takes a path as messages write it, `=` and a value in YAML: `--set network.lan.gateway=192.168.1.1`. Items of lists are counted from `[0]`; `null` takes a key away.",
  ),
  I_LAPTOP: info(
    "A laptop has something else",
    "With `laptop` the homelab is built for one's own computer. What that cannot have (addresses of the LAN, the NAS, public names and certificates, backups of the real homelab) is replaced or left out; each is told once, and listed in the README of the output. Nothing of the real homelab's output changes.",
  ),
  E_FILE_READ: error(
    "File cannot be read",
    "The file exists but reading it failed: permissions, a folder instead of a file, or a disk fault.",
  ),
  E_FILE_ENCODING: error(
    "Not UTF-8 text",
    "The file is not valid UTF-8. Save it as UTF-8 without special encodings.",
  ),
  E_YAML_SYNTAX: error(
    "YAML syntax",
    "The text is not YAML 1.2. The place is where the parser gave up; the fault is there or just above.",
  ),
  E_YAML_MULTIPLE: error(
    "More than one document",
    "A homelab is one YAML document. Remove the `---` separators, or split the file.",
  ),
  E_YAML_TAG: error(
    "YAML tag not allowed",
    "Tags such as `!!binary` or `!custom` have no meaning in k8sgen's files. Write plain strings, numbers, booleans, lists and maps.",
  ),
  E_YAML_KEY: error(
    "Key not allowed",
    "Keys are plain strings; `__proto__` and keys that are lists or maps are refused.",
  ),
  E_YAML_ALIAS: error(
    "Aliases expand to too much",
    "Anchors and aliases are allowed, but together they may not expand to more than a hundred thousand nodes.",
  ),

  // check: the schema
  E_UNKNOWN_KEY: error(
    "Unknown key",
    "The key does not exist at this place. The hint names the nearest key that does.",
  ),
  E_UNKNOWN_PROVIDER: error(
    "Unknown provider",
    "The section has no provider of this name. Providers are blueprints: the built-in ones, and those in `./blueprints` beside the homelab file.",
  ),
  E_REQUIRED: error("Required key is missing", "The map lacks a key that has no default."),
  E_TYPE: error(
    "Wrong type",
    "The value has another type than the schema asks for. Quotes make a string; no quotes make a number or boolean.",
  ),
  E_ENUM: error("Value is not one of those allowed", "Only the listed values are understood."),
  E_PATTERN: error(
    "Value has the wrong form",
    "The value is of the right type but not of the form that the field asks for; the message gives an example.",
  ),
  E_RANGE: error("Value out of range", "A number or a length is below the minimum or above the maximum."),
  E_DUPLICATE_ITEM: error("Item listed twice", "The list may hold each item once."),
  W_DEPRECATED: warning(
    "Key is on its way out",
    "The key still works, and a later version of the blueprint or of k8sgen will not know it. The hint says what to write instead.",
  ),
  E_CHOICE: error(
    "Two of a choice",
    "These keys exclude each other, as two targets of one backup. Keep one of them.",
  ),
  E_SLOT_CONFLICT: error(
    "Two providers for one slot",
    "This section takes exactly one provider. Keep one of them.",
  ),
  E_SLOT_EMPTY: error(
    "No provider chosen",
    "The section is there but names no provider. Choose one, or remove the section.",
  ),
  E_API_VERSION: error(
    "Unknown apiVersion",
    "The file was written for another version of k8sgen's language. `k8sgen migrate` rewrites older ones.",
  ),

  // check: rules across fields
  E_NAME_DUPLICATE: error(
    "One name used twice",
    "Nodes, namespaces, receivers of alerts and their like are known by their names, which must differ; so must the keys of one environment and the paths of volumes in one container.",
  ),
  E_NODE_UNKNOWN: error(
    "A node that is not there",
    "The value names one of the nodes, and none has this name.",
  ),
  E_ADDRESS_DUPLICATE: error("One address used twice", "Two things on the network have the same address."),
  E_ADDRESS_OUTSIDE: error(
    "Address outside of its subnet",
    "The address is not inside the network that it is meant to be in.",
  ),
  E_ADDRESS_RESERVED: error(
    "Network or broadcast address",
    "The first and the last address of an IPv4 subnet cannot be given to a host.",
  ),
  E_ADDRESS_IN_DHCP: error(
    "Fixed address inside the DHCP range",
    "The router could hand the address to another device. Choose one outside, or shrink the range.",
  ),
  E_MAC_DUPLICATE: error(
    "Two nodes with one MAC address",
    "MAC addresses identify network cards and must differ.",
  ),
  E_RANGE_ORDER: error("Range ends before it begins", "Write the lower address first."),
  E_RANGE_OVERLAP: error("Ranges overlap", "Two address ranges that must be apart share addresses."),
  E_CIDR_HOST_BITS: error(
    "CIDR has host bits set",
    "A network is written with its first address, as 192.168.1.0/24.",
  ),
  E_FAMILY: error(
    "IPv4 and IPv6 mixed up",
    "A LAN has IPv4, IPv6, or both (`network.lan.ipv6`), and everything on it has the same. With both, IPv4 stands in the keys that there are without, and IPv6 in keys `ipv6` beside them.",
  ),
  E_CIDR_TOO_SMALL: error(
    "Range too small for the nodes",
    "Each node takes a /24 (IPv6: a /64) out of the pod range, and there are more nodes than such ranges; or the service range has no tenth address, which the cluster's name server takes.",
  ),
  E_VLAN_DUPLICATE: error(
    "Two networks in one VLAN",
    "The LAN and the storage LAN are networks of their own; in one VLAN their packets would mix.",
  ),
  E_DOMAIN: error(
    "Domain that cannot be used",
    "The domain of the homelab is one that name servers answer for, apart from the cluster's own domain, and short enough for host names below it.",
  ),
  W_DOMAIN: warning(
    "Domain that some computers will not find",
    "Names below `.local` are asked for by multicast DNS on many computers, without any name server.",
  ),
  E_HOST_DUPLICATE: error(
    "Two pages of one host name",
    "Each host name of the homelab leads to one Service; two components claim the same one.",
  ),
  E_NO_SERVER: error("No server", "A cluster needs at least one node with `role: server`."),
  E_SERVER_COUNT: error(
    "Even number of servers",
    "etcd needs a majority: an even number of servers tolerates no more failures than one server fewer.",
  ),
  E_ENDPOINT_MISSING: error(
    "Several servers without an endpoint",
    "With more than one server the API needs an address that is not one of them: `kubernetes.endpoint`.",
  ),
  E_ACCESS_MODE: error(
    "Volume of one node for several",
    "Volumes that pods on several nodes write to (`ReadWriteMany`) need a StorageClass that can do that, as one that lies on a NAS. K3s' own `local-path` and most block storage cannot.",
  ),
  E_REFERENCE: error(
    "Name refers to nothing",
    "The value must be the name of something that is configured elsewhere in the file.",
  ),
  E_REPLICAS: error(
    "More replicas than nodes",
    "Replicas are kept on different nodes; there are fewer nodes that can hold them.",
  ),
  E_KUBERNETES_VERSION: error(
    "Kubernetes version not supported",
    "k8sgen carries the schemas of the newest three minors that K3s ships. Releases of K3s have its ending, as `v1.36.3+k3s1`; those that kubeadm installs have none.",
  ),
  E_DISTRIBUTION: error(
    "Not with this distribution",
    "K3s brings parts of a cluster that kubeadm leaves to you, and some components are made of them. Choose another provider, or the other value of `kubernetes.distribution`.",
  ),
  W_MIRROR_UNUSED: warning(
    "Mirror of a repository that nothing uses",
    "`delivery.charts.mirror.repositories` names a repository that no chart of the plan comes from. Compare it with the `repository` of the blueprint, or remove it.",
  ),
  W_SYSTEM_DISK: warning(
    "Data on a small system disk",
    "The component keeps data on nodes whose only disk is small, as a microSD card is: it wears out, and shares its room with images and logs. A `dataDisk` takes the data, and etcd with it.",
  ),
  E_ARCHITECTURE: error(
    "No build for a node's architecture",
    "The component has no image for the architecture of at least one node, or one of its images has none where its pods may run.",
  ),

  // blueprints
  E_BLUEPRINT_FILE: error(
    "Blueprint file missing or not usable",
    "A blueprint is a folder with at least `blueprint.yaml`; every file that it names must exist in that folder. It holds files and folders only: links are not followed, so that nothing outside the folder is read.",
  ),
  E_BLUEPRINT_INVALID: error(
    "blueprint.yaml is not valid",
    "The file does not match schemas/blueprint.schema.json.",
  ),
  E_BLUEPRINT_SCHEMA: error(
    "A blueprint's schema.json is not valid",
    "The slice must be a JSON Schema (draft 2020-12), closed, with a title, a description for each property and no remote references.",
  ),
  E_BLUEPRINT_DUPLICATE: error(
    "Two blueprints of one name or slot",
    "Names and slots of blueprints are unique; a blueprint in `./blueprints` cannot replace a built-in one silently.",
  ),
  E_BLUEPRINT_SLOT: error(
    "Slot in an unknown section",
    "A slot is `<section>.<provider>`, where the section is one that the homelab schema marks as such.",
  ),
  E_CAPABILITY_MISSING: error(
    "Something needed is not offered",
    "A component needs a capability that no chosen component offers and that no blueprint can bring by itself.",
  ),
  E_CAPABILITY_CONFLICT: error(
    "One capability offered twice",
    "Two components offer the same capability; only one of them can be chosen.",
  ),
  E_SLOT_NEEDS: error(
    "Provider needs another one of the same kind",
    "Some providers are parts of one program: the load balancer and the gateway of a CNI need that CNI.",
  ),
  E_DEPENDENCY_CYCLE: error(
    "Components wait for each other",
    "The dependencies of components form a circle; none of them could start.",
  ),
  E_CONTRIBUTION_INVALID: error(
    "Contribution is not valid",
    "What a blueprint contributes or offers does not match the type of that contribution.",
  ),
  E_CONTRIBUTION_CONFLICT: error(
    "Contributions contradict each other",
    "Two components ask for different values of the same setting.",
  ),
  E_COMPONENT: error(
    "Not possible in this homelab",
    "Each value is sound by itself, but a component cannot do what they ask for together. The rule stands in its blueprint.",
  ),
  W_COMPONENT: warning(
    "Not advisable in this homelab",
    "A component warns of what its values lead to together with others. The rule stands in its blueprint.",
  ),
  E_CONTRIBUTION_UNMET: error(
    "Required contribution has no taker",
    "A component cannot do without something that no chosen component does for it.",
  ),

  // templates
  E_TEMPLATE_SYNTAX: error("Template syntax", "The handlebars template cannot be parsed."),
  E_TEMPLATE_UNDEFINED: error(
    "Template uses a value that is not there",
    "An expression names a value that does not exist. Test with `{{#if}}`, or give it a default in schema.json.",
  ),
  E_TEMPLATE_HELPER: error(
    "Unknown helper",
    "Templates have a closed set of helpers; partials, decorators and inline scripts do not exist.",
  ),
  E_TEMPLATE_ARGUMENT: error(
    "Helper called with the wrong arguments",
    "The helper needs other arguments than it was given.",
  ),
  E_TEMPLATE_YAML: error(
    "Expanded template is not YAML",
    "The template's own text, with every expression replaced by a placeholder, must be YAML.",
  ),
  E_TEMPLATE_VALUE: error(
    "Value does not fit into its place",
    "A list or map cannot be a key or a part of a string; use the helper `yaml` or `json`, or give it a place of its own.",
  ),
  E_TEMPLATE_WORD: error(
    "Value that a file for the router cannot carry",
    "Files for the router take addresses, names and numbers, each as one word. A value with spaces, quotes, line breaks or marks of their languages could mean something else there, and is refused at the line that it was written in.",
  ),
  E_TEMPLATE_BUDGET: error(
    "Template does too much",
    "A template may take 200,000 steps, nest 100 deep, and make and write texts and values of 4 MiB; loops inside loops over long lists run into this.",
  ),
  E_TEMPLATE_OBJECT: error(
    "Not a Kubernetes object",
    "A manifest template must expand to objects with apiVersion, kind and metadata.name.",
  ),

  // output
  E_OBJECT_DUPLICATE: error(
    "Two objects of one identity",
    "Kind, namespace and name identify an object; two files, or a file and a chart, would fight over it.",
  ),
  E_OBJECT_INVALID: error(
    "Kubernetes would refuse the object",
    "The generated object does not match the schema of its kind in the target Kubernetes version.",
  ),
  E_OBJECT_NO_SCHEMA: error(
    "No schema for a kind",
    "The kind is not part of the target Kubernetes version, and no component of the plan brings its CRD.",
  ),
  E_OBJECT_REFERENCE: error(
    "Reference leads nowhere",
    "An object names another one that nothing in the plan makes: the cluster would refuse it, or its pods would never start. Correct the name. A Secret that people make is told by a `Secret` contribution of the blueprint, and what a program makes while it runs by a `RuntimeObject` contribution.",
  ),
  E_OBJECT_PART: error(
    "Reference to a key or port that is not there",
    "The object that is named exists, and has no such key, port or listener.",
  ),
  E_ROUTE_REFUSED: error(
    "Gateway does not take the route",
    "A listener takes routes from the namespaces, of the kinds and for the host names that it allows; a backend in another namespace wants a ReferenceGrant there.",
  ),
  E_OBJECT_ORDER: error(
    "Custom resource before its kind",
    "The object is applied by a release or Kustomization that does not wait for the one that brings the kind, and is refused until then. Require or want a capability of the component that brings it.",
  ),
  E_OBJECT_DEADLOCK: error(
    "Releases and folders wait for each other",
    "Each of them waits for the next one, so that none is ever installed: by dependsOn, by the kind of a custom resource, or because pods need what another one brings.",
  ),
  W_OBJECT_REFERENCE: warning(
    "Reference without effect",
    "An object names another one that nothing in the plan makes. The cluster takes it, and it does nothing.",
  ),
  W_OBJECT_SELECTOR: warning(
    "Selector matches nothing",
    "No pod or Service of the plan has these labels, or none of those that are selected has the port. Correct the labels; what a program makes while it runs is told by a `RuntimeObject` contribution.",
  ),
  E_SECRET_CLEAR: error(
    "Secret in clear text",
    "The output may hold references to secrets, never their content.",
  ),
  E_CHART_FILE: error(
    "Chart archive cannot be used",
    "The archive is missing, corrupt, or not the version that is pinned.",
  ),
  E_CHART_VALUES: error(
    "Chart refuses the values",
    "The values do not match the chart's own values.schema.json.",
  ),
  E_CHART_RENDER: error(
    "Chart does not render",
    "Helm reports an error while rendering the chart with the values of the release.",
  ),
  E_CHART_OBJECT: error(
    "Chart renders an invalid object",
    "An object that the chart renders would be refused by the target Kubernetes version.",
  ),
  E_CHART_RANDOM: error(
    "Chart renders differently each time",
    "The chart invents certificates, passwords or tokens while rendering; the values must give them.",
  ),
  E_UMBRELLA: error(
    "Umbrella chart does not render",
    "The generated umbrella chart was refused by Helm. This is a fault of k8sgen or of a blueprint.",
  ),
  E_CHARTS_DIR: error(
    "Folder of charts cannot be read",
    "The folder given by `--charts` does not exist or cannot be read.",
  ),
  W_CHART_NOT_RENDERED: warning(
    "Chart was not rendered",
    "No archive of the chart is at hand, so what it renders was not checked. `k8sgen lock` fetches it, `--charts DIR` names a folder of archives; `--strict` makes this an error.",
  ),
  W_OBJECT_SKIPPED: warning(
    "Object was not validated",
    "No schema is at hand for the kind; `--strict` makes this an error.",
  ),
  W_BUDGET: warning(
    "More is asked for than the nodes have",
    "The pods' requests, or the volumes with all their copies, add up to more than the nodes can give; some of them would stay pending. `--strict` makes this an error.",
  ),
  E_UNSCHEDULABLE: error(
    "No node takes the pods",
    "The pods ask for an architecture or operating system that no node has, or one of them requests more than the largest node that it may run on has to give. They would stay pending.",
  ),
  E_RELEASE_SIZE: error(
    "Release is too large to be stored",
    "Helm keeps each release, with chart, values and manifest, in one Secret of at most 1 MiB. This one would be larger: the installation fails at its very end. Make the values smaller, or move what they hold into objects of `manifests/`.",
  ),
  W_RELEASE_SIZE: warning(
    "Release is nearly too large to be stored",
    "Helm keeps each release, with chart, values and manifest, in one Secret of at most 1 MiB, and this one takes more than 70 % of it: a next version of the chart may not fit.",
  ),
  E_POD_SECURITY: error(
    "Pods that their namespace refuses",
    "The namespace enforces a Pod Security level that the pods do not satisfy: the API server would refuse each of them, and the release would wait for them in vain. Harden the pods, or give the blueprint's namespace a laxer level and the reason for it.",
  ),
  W_POD_SECURITY: warning(
    "Namespace admits more than its pods need",
    "All pods of the namespace satisfy a stricter Pod Security level than the one that the blueprint asks for: nothing is lost by enforcing that.",
  ),
  E_IMAGE_NAME: error(
    "Not the name of an image",
    "No container runtime understands the name: its pods would never start. A part of it comes from a value that is empty, or has letters that are not allowed.",
  ),
  W_IMAGE_FLOATS: warning(
    "Image without a version",
    "The image has no tag, or the tag `latest`, and no digest: what runs is decided anew whenever a pod starts. Name a version.",
  ),
  E_NODE_CONFIG: error(
    "The configuration of a node would not be taken",
    "A component asks for a key of K3s' `config.yaml` that this release does not know for the role of the node, gives it a value that it does not take, or lets servers differ in what all of them must share. A server skips a key that it does not know with a warning, an agent does not start, and a server that differs does not join: https://docs.k3s.io/cli/server. With kubeadm, a field of its configuration that its release does not know, which is a fault of k8sgen.",
  ),
  E_API_NOT_SERVED: error(
    "API version that is not served",
    "The API server of the target Kubernetes version does not know the object's kind and version: it was removed, or is a preview that is switched off by default. The installation would fail. Another version of the chart, or another `apiVersion`, is needed.",
  ),
  W_API_DEPRECATED: warning(
    "API version that goes away",
    "The object's API version is deprecated, or will be in the next minor release of Kubernetes, or its CustomResourceDefinition calls it deprecated. Before an update of Kubernetes or of that component another one is needed.",
  ),
  W_ALERTS_UNTOLD: warning(
    "Nobody routes the alerts",
    "There are receivers in `observability.alerts`, but no chosen component routes alerts to them. Switch on one that does, as `observability.metrics.prometheus` with its Alertmanager.",
  ),
  E_RETIRED: error(
    "Given up upstream, and nothing is left to install",
    "The project that this key or value names has ended or goes on under another name; the message tells since when, and the hint names what to use.",
  ),
  W_RETIRED: warning(
    "Given up upstream",
    "The project behind this component has ended; the hint names what to use.",
  ),

  // delivery
  E_ENGINE_UNKNOWN: error(
    "No entry for this engine",
    "A provider below `delivery` says what carries the output into the cluster. Its blueprint alone does not do it: k8sgen has to write the umbrella's children and the folder `gitops/` for it, and does so for the engines that the hint names.",
  ),
  E_ENGINE_SECRETS: error(
    "Engine cannot decrypt",
    "`secrets.sops` commits the Secrets encrypted, and the GitOps engine has to open them. Argo CD does so only with a plugin that is no part of it. Without `secrets` the README of the output lists the commands that make the Secrets.",
  ),
  E_ENGINE_DATA: error(
    "Data would go with its component",
    "What holds data stays when a component is switched off, and its README says so. Among what this chart renders is a claim of a volume, or an object whose operator removes what it has stored, and Argo CD, Fleet, K3s and Helm delete it with the release unless it carries the annotation `helm.sh/resource-policy: keep`. Many charts have a value for the annotations of their claims, or take an existing claim. Flux marks such objects itself, and so does `delivery.rendered`. Claims of a StatefulSet's `volumeClaimTemplates` belong to no release and stay in any case.",
  ),

  E_ENGINE_RELEASE: error(
    "K3s is too old for its own engine",
    "With `delivery.k3s` K3s' Helm controller installs all releases, and the HelmCharts use what it has learned with a patch release: to try a failed install again without removing what is there. An older one refuses them. The hint names the first release of the minor that does not; the other engines take all of them.",
  ),

  E_HELM_NAMESPACE: error(
    "One release, two namespaces",
    "With `delivery.helm` all charts are one release, and a release has one namespace. This chart belongs into another one than most of the others do. Leave it out, or take an engine that gives each chart a release of its own.",
  ),
  E_HELM_CNI: error(
    "Part of the release that must be there before it",
    "Hooks of a release run before anything else of it does, and they need a pod network; what K3s installs at its start belongs to another release already. With `delivery.helm` such a component cannot be one of the dependencies. Take what K3s brings itself, or another engine.",
  ),
  E_HELM_CRDS: error(
    "Kinds that come with the templates of the same release",
    "Helm looks up all kinds of a release before it installs any of it: a custom resource whose CustomResourceDefinition is one of the templates fails the first install. And what templates brought goes when the component does, with all custom resources of it, unless it carries `helm.sh/resource-policy: keep`.",
  ),
  E_HELM_TEMPLATES: error(
    "Chart renders otherwise as a dependency",
    "Named templates are global in a release, and so is the release's name: inside of the umbrella this chart does not render what it renders alone, or does not render at all. It needs a release of its own.",
  ),
  E_HELM_VENDOR: error(
    "Archive of a chart is not at hand",
    "`delivery.helm.vendor` puts the archives of the charts into the output, from the cache that `k8sgen lock` fills or from `--charts`. One of them is not there.",
  ),
  W_HELM_UNPROVEN: warning(
    "Not proven that one release can hold the charts",
    "Whether `delivery.helm` works depends on what the charts render to together: the size of the release, kinds and their custom resources, names of templates. Not all archives are at hand, so that this was not looked at.",
  ),
  E_RENDERED: error(
    "Rendered objects do not hold together",
    "With `delivery.rendered` the output holds what the charts render, and it is judged once more as it is written: each object by its schema, each name in it by what is there. What was sound as releases and is not as files is a fault of k8sgen or of a chart that needs Helm; take releases until it is mended.",
  ),
  E_RENDERED_ENGINE: error(
    "Engine that takes releases alone",
    "With `delivery.rendered` the output holds plain objects, and the engine of this homelab installs a release of Helm: there is nothing in the output that it could take.",
  ),
  E_RENDERED_CHART: error(
    "Chart is needed and not at hand",
    "`delivery.rendered: true` writes the plain objects that charts render into the output, so a build needs the archive of each of them. `k8sgen lock` fetches them and records their digests; `--charts` names a folder of archives.",
  ),
  E_RENDERED_SECRET: error(
    "Chart renders a Secret with contents",
    "What a chart renders into a Secret would stand in Git in clear text. Most charts take the name of an existing Secret in their values; such a Secret is made by hand or encrypted below `secrets/`. With releases (`delivery.rendered: false`) Helm makes it in the cluster.",
  ),
  W_RENDERED_HOOK: warning(
    "Hook that plain objects cannot have",
    "Helm runs hooks when a release is installed, changed, rolled back or removed. In rendered manifests those of installs and changes become Jobs that run before or after the rest, again when they change; Argo CD runs them itself. Nothing is rolled back or removed as a release, so hooks of these events are left out; tests are, too. Jobs of one phase start together, whatever their weights.",
  ),

  // secrets
  E_SECRET_FILE: error(
    "Encrypted file cannot be used",
    "A file below `secrets/` holds one Secret that SOPS encrypted: `secrets/<namespace>/<name>.sops.yaml`, with that name and namespace in clear, every content below `data` and `stringData` encrypted, and the digest over all of it. Restore it from Git, or remove it and run `k8sgen secrets init`.",
  ),
  E_SECRET_DAMAGED: error(
    "Encrypted file was changed by hand",
    "A content or the digest over all contents does not fit what was encrypted. The file was merged or edited without SOPS: restore it from Git, or remove it and run `k8sgen secrets init`.",
  ),
  E_SECRET_KEY: error(
    "No private key that fits",
    "To reuse or change what is encrypted, the private key of one of its recipients is needed. It is looked for as SOPS does: in the file that `SOPS_AGE_KEY_FILE` names, in `SOPS_AGE_KEY`, and in `sops/age/keys.txt` in your folder of settings.",
  ),
  E_SECRET_UNKNOWN: error(
    "No component needs this Secret",
    "`<namespace>/<name>` and the key are those that `k8sgen secrets list` prints.",
  ),
  E_SECRET_VALUE: error(
    "Content cannot be taken",
    "A content is UTF-8 text that is not empty. It comes from a hidden prompt, from standard input or from a file, never from an argument: others on the machine can read arguments.",
  ),
  E_SECRET_MISSING: error(
    "Contents that only you know are missing",
    "`k8sgen secrets init` makes what may be random; the other contents come from you. Run it in a terminal, or use `k8sgen secrets set <namespace>/<name> <key>`.",
  ),
  E_SECRET_SHARED: error(
    "Contents that must agree differ",
    "Two Secrets hold the halves of one login, and their contents differ. `k8sgen secrets set` on one of the keys sets all of them.",
  ),
  E_SECRETS_OFF: error(
    "No recipient is set",
    "The commands `k8sgen secrets` encrypt for the recipients in `secrets.sops.age` of homelab.yaml. `age-keygen` makes a pair of keys; the public one is the recipient.",
  ),
  W_SECRET_MISSING: warning(
    "Secrets are missing",
    "Components wait for Secrets whose encrypted files are not there, or lack keys. `k8sgen secrets init` makes them.",
  ),
  W_SECRET_RECIPIENTS: warning(
    "Encrypted for others than homelab.yaml says",
    "The recipients of the file are not those in `secrets.sops.age`: the cluster may be unable to read it, or somebody can who no longer should. `k8sgen secrets init` encrypts it again. Who could read a file still knows its contents: change those that matter.",
  ),
  W_SECRET_UNUSED: warning(
    "Files that no component needs",
    "What stands below `secrets/` and belongs to no component is not copied into the output. Keep it where the component may come back: data that was encrypted with it cannot be read without it.",
  ),

  // lock
  E_LOCK_FILE: error(
    "Lock cannot be used",
    "`k8sgen.lock` beside homelab.yaml is not what `k8sgen lock` writes. Restore it from Git; after a merge conflict take either side, then run `k8sgen lock`.",
  ),
  E_LOCK_DIGEST: error(
    "Chart or manifest is not the one that was locked",
    "The archive or file has another SHA-256 than `k8sgen.lock` records for this version. A version that was published does not change: somebody replaced it, or the archive is damaged. Find out which; to accept it, remove the entry from the lock and run `k8sgen lock`.",
  ),
  E_LOCK_FETCH: error(
    "Chart or manifest cannot be fetched",
    "The repository of the chart, or the address of the manifest, cannot be reached, wants a login, or answers with something else. What may pass was tried several times. `k8sgen lock --charts <folder>` takes archives that you have.",
  ),
  E_LOCK_MISSING: error(
    "Repository has no such chart",
    "The chart, or the version that the blueprint pins, is not in its repository.",
  ),
  E_LOCK_OFFLINE: error(
    "Chart or manifest is not at hand",
    "`k8sgen lock --offline` asks no network, and neither the cache nor the folder of `--charts` holds the archive. A file in the cache that is damaged counts as missing.",
  ),
  E_LOCK_MANIFEST: error(
    "Manifest for the output is not at hand",
    "A blueprint copies a manifest of the web into the output. A build asks no network: it takes the file that `k8sgen.lock` names from the cache, or from the folder of `--charts` as `<component>-<name>-<version>.yaml`. Run `k8sgen lock`.",
  ),
  E_LOCK_CACHE: error(
    "Archives cannot be kept",
    "The cache folder cannot be written to. `K8SGEN_CACHE` names another one.",
  ),
  W_LOCK_STALE: warning(
    "Lock does not fit the plan",
    "`k8sgen.lock` lacks a chart of the plan, or names another version of it; such a chart is not taken from the cache. Run `k8sgen lock` and commit the file.",
  ),

  // write
  E_OUTPUT_FOREIGN: error(
    "A file of yours is in the way",
    "k8sgen replaces only files that an earlier build wrote; a file or folder of yours stands where the output needs a place. Move it away, or choose another folder.",
  ),
  E_OUTPUT_LINK: error(
    "A link is in the way",
    "The output folder may not contain symbolic links where files are to be written.",
  ),
  E_OUTPUT_INVENTORY: error(
    "Inventory is broken",
    "`k8sgen.json` in the output folder, or the journal of an interrupted build beside it, cannot be read; they tell which files earlier builds wrote. Restore the output from Git, and remove the folder `.<name>.k8sgen`.",
  ),
  E_OUTPUT_LOCKED: error("Another command is writing", "Two commands cannot write to one folder at once."),
  E_OUTPUT_WRITE: error(
    "Output cannot be written",
    "The disk is full, the folder is not writable or cannot be read. The old output is still in place, unless the message says otherwise.",
  ),
  E_OUTPUT_STALE: error(
    "Committed output is stale",
    "`build --check` found that the output folder is not what the input compiles to. Run `k8sgen build` and commit.",
  ),
  W_OUTPUT_EDITED: warning(
    "A generated file was edited",
    "The file was changed by hand since the last build and is replaced. Put the change into homelab.yaml.",
  ),

  // the commands that look things up
  E_EXPLAIN_UNKNOWN: error(
    "Nothing of this name to explain",
    "`k8sgen explain` knows the codes of messages, as `E_UNKNOWN_KEY`, and the keys of homelab.yaml, as `network.lan.cidr`, `nodes[].address` or `apps.*.image`.",
  ),
  E_LAN_FULL: error(
    "Too few free addresses",
    "`k8sgen ip next` found fewer addresses of the LAN than asked for that no node, pool, DHCP range or other machine uses. Shrink the DHCP range or a pool, or take a larger subnet.",
  ),

  // the commands that write homelab.yaml itself
  E_FORMAT: error(
    "File is not in the form of fmt",
    "`k8sgen fmt --check` found that `k8sgen fmt` would change the file. Run it and commit.",
  ),
  E_VERSION_MISSING: error(
    "No version of the language",
    "`k8sgen migrate` goes by the key `apiVersion`, which the file does not have. Begin the file with `apiVersion: k8sgen.dev/v1`.",
  ),
  E_VERSION_NEWER: error(
    "Written for a newer k8sgen",
    "The `apiVersion` of the file is one that only a later k8sgen understands. Install that one; a file is never rewritten to an older version.",
  ),
  E_VERSION_UNKNOWN: error(
    "Unknown version of the language",
    "No k8sgen has ever understood this `apiVersion`. It is misspelt, or the file is not a homelab.",
  ),
  E_INIT_EXISTS: error(
    "There is a homelab already",
    "`k8sgen init` does not write over files. Name another one with `-f`, or say `--force`.",
  ),
  E_INIT_EXAMPLE: error(
    "No example of this name",
    "`k8sgen init --from` takes the name of an example that comes with k8sgen; the hint lists them.",
  ),
  E_INIT_TERMINAL: error(
    "No terminal to ask in",
    "`k8sgen init` asks questions, and input or output is no terminal. Say `--yes` to take every suggestion, or `--from` with the name of an example.",
  ),
  E_INIT_ANSWER: error(
    "No suggestion for a question",
    "`k8sgen init --yes` takes the suggested answers, and for this question there is none. Run it without `--yes`, or begin with an example.",
  ),
  W_CHART_SCHEMA: warning(
    "The schema of a chart's values cannot be read",
    "`k8sgen schema` includes the schemas that charts have for their own values, where the archive is at hand. This archive is damaged, or its values.schema.json is no JSON; the rest of the schema is sound.",
  ),
  W_SCHEMA_LINE: warning(
    "The editor's schema is missing or old",
    "The line `# yaml-language-server: $schema=` of homelab.yaml leads to a file that is not there, or that is not what `k8sgen schema` writes now, after an upgrade or a change of your own blueprints. The editor then marks what is right and misses what is wrong. A build writes nothing outside of its output, so it only tells.",
  ),

  // many labs
  E_LABS_EMPTY: error(
    "No labs in the folder",
    "A folder of labs holds `<name>.yaml` for each, or `<name>/homelab.yaml`. Files whose names begin with `_` or `.` are layers and no labs.",
  ),
  E_LAB_NAME: error(
    "Name of a lab cannot be taken",
    "Each lab is written into the folder of its `metadata.name`, so no two may have one name, and none may be called `shared`: that folder holds what labs have in common.",
  ),
  E_LAB_PATH: error(
    "Two labs at one place of a repository",
    "`delivery.<engine>.path` says where the output of a lab stands in the repository. Two labs whose places are one, or of which one lies in the other, would be given each other's objects.",
  ),
  W_LAB_ORPHAN: warning(
    "Output of a lab that is gone",
    "The folder was written for a lab that is no longer there. Its cluster may still follow it, so nothing of it is removed; delete the folder when the cluster is gone.",
  ),
  E_PROMOTION: error(
    "Lab cannot be promoted from this one",
    "`metadata.promotedFrom` names another lab that is built in the same run. The line of promotions has a beginning: no lab may follow itself, by way of others either.",
  ),
  E_PROMOTION_VERSION: error(
    "Changed without a new version",
    "Another lab is promoted from this one by the version of the umbrella and runs the same version now. What is changed needs a new `metadata.version`, so that the other lab stays as it is until it is promoted.",
  ),
  E_PROMOTION_HELD: error(
    "Output of the held version is not there",
    "The lab runs another version than the one that it is promoted from, so its output stays as a build of its own version wrote it. That output is missing, of another version, or was changed by hand. Take it from Git, or promote the lab.",
  ),

  E_ENGINE: error("The engine is missing or broken", "The WebAssembly file of the engine cannot be loaded."),
  E_INTERNAL: error(
    "Internal error",
    "This is a fault of k8sgen, not of your file. Please report it with the text that was printed.",
  ),
} as const satisfies Record<string, CodeRow>;

/** A stable code of a diagnostic. */
export type Code = keyof typeof CODES;
