import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { getAt } from "../../src/values/json.ts";
import { compileText } from "../support/compile.ts";

const lab = (receivers: string, email = ""): string => `apiVersion: k8sgen.dev/v1
kind: Homelab
metadata: {name: lab}
kubernetes: {version: v1.36.3+k3s1}
nodes: [{name: pi1, role: server, address: 192.168.1.11, memory: 8Gi, disk: 64Gi}]
network: {lan: {cidr: 192.168.1.0/24, gateway: 192.168.1.1, dhcp: 192.168.1.100-192.168.1.199}}
observability: {alerts: {${email}receivers: [${receivers}]}}
delivery: {argoCd: {repository: "ssh://git@git.example.org/me/lab.git", notifications: {}}}
`;
const MAIL = "email: {host: mail.example.org, from: lab@example.org}, ";

const argo = (homelab: string) => {
  const { compiled, diagnostics } = compileText(homelab);
  const found = compiled?.components.find(({ component }) => component.name === "argo-cd");
  const secrets = (compiled?.plan.contributions.Secret ?? []).map(({ value }) => value.value);
  return {
    notifications: getAt(found?.values?.value, ["notifications"]),
    secret: secrets.find((secret) => getAt(secret, ["name"]) === "argocd-notifications-secret"),
    told: diagnostics.filter(({ code }) => code === "E_COMPONENT" || code === "W_COMPONENT"),
  };
};

describe("what Argo CD tells people", () => {
  it("goes to each receiver in the words of its service, by references to secrets", () => {
    const { notifications, secret } = argo(
      lab(
        "{name: mail, email: {to: me@example.org}}, {name: team, slack: {}}, {name: us, telegram: {chat: -100}}",
        MAIL,
      ),
    );
    expect(getAt(notifications, ["subscriptions"])).toEqual([
      {
        triggers: ["on-sync-failed", "on-health-degraded"],
        recipients: ["mail:me@example.org", "to-team", "to-us"],
      },
    ]);
    expect(parse(String(getAt(notifications, ["notifiers", "service.webhook.to-us"])))).toMatchObject({
      url: "https://api.telegram.org/bot$us-token/sendMessage",
    });
    const template = parse(String(getAt(notifications, ["templates", "template.sync-failed"])));
    expect(Object.keys(template.webhook)).toEqual(["to-team", "to-us"]);
    expect(template.webhook["to-us"].body).toContain('{ "chat_id": -100, "text": {{ toJson $text }} }');
    expect(template.message).not.toContain("argocdUrl");
    expect(getAt(notifications, ["templates"])).not.toHaveProperty(["template.deployed"]);
    expect(getAt(secret, ["keys"])).toMatchObject([{ name: "team-address" }, { name: "us-token" }]);
  });

  it("needs no Secret for a mail server without a login", () => {
    const { notifications, secret, told } = argo(lab("{name: mail, email: {to: me@example.org}}", MAIL));
    expect(told).toEqual([]);
    expect(secret).toBeUndefined();
    expect(getAt(notifications, ["enabled"])).toBe(true);
    expect(parse(String(getAt(notifications, ["notifiers", "service.email.mail"])))).toEqual({
      host: "mail.example.org",
      port: 587,
      from: "lab@example.org",
    });
  });

  it("is refused where there is nobody, and tells whom it cannot reach", () => {
    const push = "{name: phone, pushover: {}}";
    for (const nobody of ["", push])
      expect(argo(lab(nobody)).told).toContainEqual(
        expect.objectContaining({ message: "There is nobody whom Argo CD could tell.", severity: "error" }),
      );
    const { told, notifications } = argo(lab(`${push}, {name: team, discord: {}}`));
    expect(told.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
      "warning: Argo CD cannot tell `phone`: it takes the key of a Pushover user in clear text only.",
    ]);
    expect(getAt(notifications, ["subscriptions", 0, "recipients"])).toEqual(["to-team"]);
    const plain = MAIL.replace("from:", "encryption: tls, port: 4650, from:");
    expect(argo(lab("{name: mail, email: {to: me@example.org}}", plain)).told).toMatchObject([
      { severity: "warning", path: "observability.alerts.email.port" },
    ]);
  });
});
