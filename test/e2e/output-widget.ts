/** What ipywidgets' `Output` tells a front end: print to me what this cell prints, and tell me what it was. */
export const outputWidget = `
import sys
from comm import create_comm
from IPython import get_ipython

class Output:
    def __init__(self):
        state = {"_model_module": "@jupyter-widgets/output", "_model_name": "OutputModel", "msg_id": "", "outputs": []}
        self.outputs = []
        self.comm = create_comm(target_name="jupyter.widget", data={"state": state})
        self.comm.on_msg(lambda message: setattr(self, "outputs", message["content"]["data"]["state"]["outputs"]))
    def __enter__(self):
        sys.stdout.flush()
        parent = get_ipython().kernel.get_parent("shell")
        self.comm.send({"method": "update", "state": {"msg_id": parent["header"]["msg_id"]}, "buffer_paths": []})
    def __exit__(self, *_):
        sys.stdout.flush()
        self.comm.send({"method": "update", "state": {"msg_id": ""}, "buffer_paths": []})
`;
