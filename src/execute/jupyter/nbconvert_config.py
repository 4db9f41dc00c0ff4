"""Configuration of `jupyter nbconvert`: one nbconvert process that executes runs as they come.

Given with --config, so that nothing has to be installed beside nbconvert and no PYTHONPATH is needed. The notebook that
nbconvert converts is an empty one; its preprocessor takes the runs from file descriptor 3 and reports on 4.
"""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from coursewright_worker.worker import Worker  # noqa: E402

c = get_config()  # noqa: F821  (nbconvert defines it)
c.NotebookExporter.preprocessors = [Worker]
c.Worker.enabled = True
c.ExecutePreprocessor.enabled = False
c.NbConvertApp.log_level = "ERROR"
