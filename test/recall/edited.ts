import { blueprint, charted, type Files } from "../verify/lab.ts";

export const VALUES = `replicas: {{spec.replicas}}
name: "web-{{spec.name}}"
{{#if spec.list}}
list:
{{#each spec.list}}
  - {{this}}
{{/each}}
{{/if}}
`;
const MANIFEST = `apiVersion: v1
kind: ConfigMap
metadata: {name: m, namespace: one}
data: {value: "{{spec.name}}"}
`;
export const ONE = blueprint("one", charted("one"), {
  "values.yaml.hbs": VALUES,
  "manifests/a.yaml.hbs": MANIFEST,
});
export const FILES: Files = {
  ...ONE,
  ...blueprint("two", charted("two"), { "values.yaml.hbs": "a: {{spec}}\n" }),
};
export const USE = "  one: {replicas: 1, name: a, list: [x]}\n  two: {b: c}";
