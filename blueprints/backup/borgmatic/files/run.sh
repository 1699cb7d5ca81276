# The key comes in one line; ssh wants a file as ssh-keygen made it, that nobody else may read.
umask 077
base64 -d /secrets/ssh-key > /run/borgmatic/ssh-key
exec "$@"
