"""What is observed: poverty, inequality, the register, the loop, Taobao villages and stages."""
