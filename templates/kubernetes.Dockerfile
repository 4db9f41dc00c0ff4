# The image in which shards of the course are checked: docker build -f kubernetes/Dockerfile -t IMAGE .
FROM node:22-bookworm
RUN apt-get update -q && apt-get install -qy --no-install-recommends python3-venv && rm -rf /var/lib/apt/lists/*
RUN npm install --global coursewright@VERSION
WORKDIR /course
COPY . .
RUN coursewright setup
