"""The environment variables that change what the app and training do; the table in docs/deploy.md explains each."""

OURS = ("ZOO_STORE", "ZOO_HOME", "ZOO_DATA", "ZOO_DOWNLOAD", "ZOO_MNIST", "ZOO_HOSTS", "ZOO_GPT2", "XDG_CACHE_HOME",
        "HF_ENDPOINT", "SPACE_ID", "SPACES_ZERO_GPU", "CXX")  # fmt: skip
OF_LIBRARIES = {  # and the file of the library that reads each
    "HF_TOKEN": "huggingface_hub/utils/_auth.py",
    "HF_HOME": "huggingface_hub/constants.py",
    "HF_HUB_OFFLINE": "huggingface_hub/constants.py",
    "GRADIO_SERVER_NAME": "gradio/http_server.py",
    "GRADIO_SERVER_PORT": "gradio/http_server.py",
    "GRADIO_ROOT_PATH": "gradio/blocks.py",
    "GRADIO_TEMP_DIR": "gradio/utils.py",
    "OMP_NUM_THREADS": "torch/distributed/run.py",
    "CUDA_VISIBLE_DEVICES": "torch/cuda/__init__.py",
}
KNOWN = (*OURS, *OF_LIBRARIES)
SECRET = ("HF_TOKEN",)  # never printed
