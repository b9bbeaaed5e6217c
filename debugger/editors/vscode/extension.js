// Starts `jumppad dap`, or connects to one that listens. All else is the adapter's.
const vscode = require("vscode");

exports.activate = (context) => {
  const factory = {
    createDebugAdapterDescriptor({ configuration }) {
      if (configuration.request === "attach") {
        return new vscode.DebugAdapterServer(configuration.port, configuration.host);
      }
      const path = vscode.workspace.getConfiguration("jumppad").get("path", "jumppad");
      return new vscode.DebugAdapterExecutable(path, ["dap"]);
    },
  };
  context.subscriptions.push(vscode.debug.registerDebugAdapterDescriptorFactory("jumppad", factory));
};
