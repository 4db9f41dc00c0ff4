# A worker: the Python and the packages of the course's environment, each of the same version. environment.txt comes from
#   .coursewright/venv/bin/python -m pip freeze > environment.txt
# Give the tag the version of .coursewright/venv/bin/python --version, all of its digits.
FROM python:3.13.1-slim
COPY environment.txt .
RUN pip install --no-cache-dir -r environment.txt
