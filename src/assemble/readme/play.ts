/** The command that brings running nodes in line with their files; it is run in the output. */
export const PLAY = "ansible-playbook -i ansible/inventory.yaml ansible/nodes.yaml";
